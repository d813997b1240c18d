/** One turn of the orchestrator that is looked at, with a provider that plays a script and tools that do what a check wants. */
import {
  type HookResult,
  isEventName,
  type JsonObject,
  type Message,
  pairToolCalls,
  success,
  type Tool,
  type TurnOptions,
  type TurnResult,
  textOf,
} from "../../kernel/index.ts";
import { expect, expectEqual, type Subject } from "./check.ts";
import { type Scene, type SceneOptions, withScene } from "./scene.ts";

export interface Turn extends Scene {
  execute(options?: TurnOptions): Promise<TurnResult>;
  /** The history as the context module has it, before anything mends it. */
  history(): Promise<readonly Message[]>;
  /** Canonical events between the prompt and the reply. */
  eventNames(): string[];
  dataOf(event: string): JsonObject[];
  /** A hook that answers so from the event's nth time on. */
  answerOn(event: string, result: HookResult, from?: number): void;
}

export function withTurn(
  subject: Subject,
  options: SceneOptions,
  body: (turn: Turn) => Promise<void>,
): Promise<undefined> {
  return withScene(subject, options, async (scene) => {
    await body(turnOf(scene));
    return undefined;
  });
}

function turnOf(scene: Scene): Turn {
  const { session, coordinator, observations } = scene;
  return {
    ...scene,
    execute: (options = {}) => session.execute([{ type: "text", text: "hello" }], options),
    history: async () => (await coordinator.get("context")?.getMessages()) ?? [],
    dataOf: (event) => observations.filter((one) => one.event === event).map(({ data }) => data),
    eventNames() {
      const names = observations.map(({ event }) => event);
      const [start, end] = [names.indexOf("prompt:submit") + 1, names.indexOf("prompt:complete")];
      return names.slice(start, end < 0 ? undefined : end).filter(isEventName);
    },
    answerOn(event, result, from = 1) {
      let times = 0;
      const answer = (): HookResult | undefined => {
        times += 1;
        return times >= from ? result : undefined;
      };
      coordinator.hooks.register(event, answer, { name: "check" });
    },
  };
}

export function tool(name: string, execute: Tool["execute"]): Tool {
  return { name, description: `The tool ${name} of a check.`, inputSchema: { type: "object" }, execute };
}

/** Answers what it was given. */
export const ECHO = tool("echo", async (input) => success(input.text ?? ""));

/** A promise and its switch. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** The history as short lines: role, text, and the ids of calls. */
export function linesOf(messages: readonly Message[]): string[] {
  return messages.map(({ role, content, tool_call_id: answered }) => {
    const calls = content.flatMap((block) => (block.type === "tool_call" ? [`<${block.id}>`] : []));
    return `${role}${answered === undefined ? "" : ` <${answered}>`}: ${textOf(content)}${calls.join("")}`;
  });
}

/** Each call has its result behind it, each result its call: what every vendor demands. */
export function expectInOrder(history: readonly Message[]): void {
  const { repaired, dropped, messages } = pairToolCalls(history);
  expect(repaired.length === 0, `the history has the call ${repaired[0]} without a result; add one on every way out`);
  expect(dropped.length === 0, `the history has the result of ${dropped[0]} without its call`);
  expectEqual(linesOf(messages), linesOf(history), "the order of the history");
}
