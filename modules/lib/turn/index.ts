/** What the loops share: a turn from end to end. */
export { FALLBACK_EVENT } from "./fallback.ts";
export { type CallTool, type Loop, type LoopConfig, loopConfigShape, MAX_ITERATIONS_CEILING } from "./loop.ts";
export { runTurn } from "./run-turn.ts";
export type { Steering } from "./steering.ts";
