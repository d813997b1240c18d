/** What the loops share: a turn from end to end. */
export { askWithFallback, FALLBACK_EVENT } from "./fallback.ts";
export {
  type Afterwards,
  type CallTool,
  type Loop,
  type LoopConfig,
  loopConfigShape,
  MAX_ITERATIONS_CEILING,
  type TurnState,
} from "./loop.ts";
export { describeFailure } from "./provider-call.ts";
export { runTurn } from "./run-turn.ts";
export type { Steering } from "./steering.ts";
export { parseAnswer } from "./structured-answer.ts";
