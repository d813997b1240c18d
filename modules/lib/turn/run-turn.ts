/**
 * A turn from end to end, as every loop runs it: the prompt joins the history, the provider is asked until it calls no more
 * tools, and `execution:end` comes on every way out. What differs between loops comes in as a `Loop`.
 */
import { NO_USAGE, type StopReason, type TurnInput, type TurnOutcome } from "../../../kernel/index.ts";
import { chooseProvider } from "./choose-provider.ts";
import { converse } from "./converse.ts";
import type { Loop, TurnState } from "./loop.ts";
import { compileOutputSchema } from "./output-schema.ts";
import { closeSteering } from "./steering.ts";

const EXECUTION_STATUS = {
  end_turn: "completed",
  max_tokens: "completed",
  refusal: "completed",
  max_iterations: "incomplete",
  cancelled: "cancelled",
  denied: "denied",
} as const satisfies Record<StopReason, string>;

export async function runTurn(input: TurnInput, loop: Loop): Promise<TurnOutcome> {
  const { coordinator } = input;
  let state: TurnState | undefined;
  let status: string = "failed";
  loop.steering?.open();
  try {
    const start = await coordinator.emit("execution:start", { prompt: input.prompt });
    if (start.denied !== undefined) {
      status = EXECUTION_STATUS.denied;
      return { text: start.denied, stopReason: "denied", usage: NO_USAGE };
    }
    const { outputSchema } = input.options;
    const checkAnswer = outputSchema && (await compileOutputSchema(outputSchema));
    await input.context.addMessage({ role: "user", content: input.prompt });
    const { provider, model } = await chooseProvider(input, loop.config);
    const injections = [...(input.injections ?? []), ...start.injections];
    state = begin({ input, loop, provider, model, checkAnswer, injections });
    const outcome = await converse(state);
    status = EXECUTION_STATUS[outcome.stopReason];
    return outcome;
  } finally {
    await closeSteering(input, loop.steering);
    const turn_count = state?.requests ?? 0;
    const done = status === "completed" ? "success" : status;
    await coordinator.hooks.emit("orchestrator:complete", { orchestrator: loop.name, turn_count, status: done });
    await coordinator.hooks.emit("execution:end", { response: state?.text ?? "", status });
  }
}

function begin(
  beginning: Pick<TurnState, "input" | "loop" | "provider" | "model" | "checkAnswer" | "injections">,
): TurnState {
  const { fallback: fallbacks } = beginning.loop.config;
  return { ...beginning, text: "", usage: NO_USAGE, requests: 0, hasMadeRoom: false, fallbacks, wasSeen: false };
}
