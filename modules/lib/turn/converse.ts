/** The loop of a turn: request, tools, request, … until an answer calls no tool. */
import type { Injection, StopReason, ToolSpec, TurnOutcome } from "../../../kernel/index.ts";
import { askWithFallback } from "./fallback.ts";
import { iterationLimit, type TurnState } from "./loop.ts";
import { recordAnswer } from "./record-answer.ts";
import type { Answer } from "./request-answer.ts";
import { joinSteering } from "./steering.ts";
import { parseAnswer, readStructured } from "./structured-answer.ts";
import { closeCalls, runToolCalls } from "./tool-results.ts";

const LIMIT_REMINDER: Injection = {
  role: "user",
  text: "The limit of steps for this turn is reached, and no tool can be called any more. Give your best final answer from what you have; say what is left to do.",
  appendToLastToolResult: false,
};

export async function converse(state: TurnState): Promise<TurnOutcome> {
  const { input, loop } = state;
  const limit = iterationLimit(state);
  const tools = [...input.tools.values()].map(specOf);
  const { cancellation } = input.coordinator;
  const hasSteering = (): boolean => loop.steering?.hasPending === true;
  for (;;) {
    if (cancellation.isRequested) return ended(state, "cancelled");
    await joinSteering(input, loop.steering?.take() ?? []);
    const isLast = state.requests >= limit;
    const answer = await askWithFallback(state, isLast ? { tools: [], reminder: LIMIT_REMINDER } : { tools });
    if (answer.kind !== "answered") return endedBy(state, answer);
    const calls = await recordAnswer(state, answer, !isLast);
    if (answer.denied !== undefined) {
      await closeCalls(state, calls, `The call did not run: ${answer.denied}`);
      return ended(state, "denied", answer.denied);
    }
    if (calls.length > 0) {
      await runToolCalls(state, calls);
      continue;
    }
    if (cancellation.isRequested) return ended(state, "cancelled");
    if (isLast) return finish(state, "max_iterations");
    if (hasSteering()) continue;
    const { stop_reason } = answer.response;
    const afterwards = stop_reason === "refusal" ? "over" : ((await loop.whenAnswered?.(state)) ?? "over");
    if (typeof afterwards === "object") return endedBy(state, afterwards);
    if (afterwards === "incomplete") return finish(state, "max_iterations");
    if (afterwards === "go-on" || hasSteering()) continue;
    loop.steering?.close();
    return finish(state, stop_reason === "tool_use" ? "end_turn" : stop_reason);
  }
}

/** The last answer stands; where the turn asked for JSON of a schema, it is read as that. */
async function finish(state: TurnState, stopReason: StopReason): Promise<TurnOutcome> {
  const wantsJson = state.input.options.outputSchema !== undefined && stopReason !== "refusal";
  if (!wantsJson) return ended(state, stopReason);
  if (stopReason === "max_tokens") {
    const parsed = parseAnswer(state);
    return { ...ended(state, stopReason), ...("value" in parsed && { structured: parsed.value }) };
  }
  const read = await readStructured(state);
  if ("unanswered" in read) return endedBy(state, read.unanswered);
  return { ...ended(state, stopReason), structured: read.value };
}

function endedBy(state: TurnState, answer: Exclude<Answer, { kind: "answered" }>): TurnOutcome {
  return answer.kind === "denied" ? ended(state, "denied", answer.reason) : ended(state, "cancelled");
}

function ended(state: TurnState, stopReason: StopReason, reason?: string): TurnOutcome {
  if (reason !== undefined) state.text = reason;
  return { text: state.text, stopReason, usage: state.usage };
}

function specOf({ name, description, inputSchema }: ToolSpec): ToolSpec {
  return { name, description, inputSchema };
}
