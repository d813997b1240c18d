/** Groups a history into what may only be left out together: an answer with the results of its calls, or a single message. */
import { type Message, toolCallsOf } from "../../../kernel/index.ts";

export interface Unit {
  /** Places in the history, ascending; the answer comes first. */
  readonly indices: readonly number[];
  readonly kind: "system" | "prompt" | "answer" | "other";
}

export function unitsOf(history: readonly Message[]): Unit[] {
  const units: Unit[] = [];
  let open: { readonly ids: ReadonlySet<string>; readonly indices: number[] } | undefined;
  for (const [index, message] of history.entries()) {
    if (message.role === "tool" && open?.ids.has(message.tool_call_id ?? "") === true) {
      open.indices.push(index);
      continue;
    }
    const indices = [index];
    if (message.role === "assistant") {
      open = { ids: new Set(toolCallsOf(message.content).map((call) => call.id)), indices };
    }
    units.push({ indices, kind: kindOf(message) });
  }
  return units;
}

/** A system message that a hook put into the history is no instruction: it may go as others do. */
function kindOf(message: Message): Unit["kind"] {
  const isInjected = message.metadata?.source === "hook";
  if (message.role === "assistant") return "answer";
  if (isInjected || message.role === "tool") return "other";
  return message.role === "user" ? "prompt" : "system";
}

/** What is never left out: instructions, the first prompt, the latest prompt with all that joined it since, and the newest unit. */
export function alwaysProtected(history: readonly Message[], units: readonly Unit[]): ReadonlySet<number> {
  const isPrompt = (unit: Unit): boolean => unit.kind === "prompt";
  const isSteering = (unit: Unit): boolean => history[unit.indices[0] ?? -1]?.metadata?.source !== undefined;
  const latest = units.findLastIndex((unit) => isPrompt(unit) && !isSteering(unit));
  const kept = units.filter(
    (unit, place) =>
      unit.kind === "system" || place === units.length - 1 || (isPrompt(unit) && latest >= 0 && place >= latest),
  );
  const first = units.find(isPrompt);
  return new Set([...kept, ...(first === undefined ? [] : [first])].flatMap((unit) => unit.indices));
}
