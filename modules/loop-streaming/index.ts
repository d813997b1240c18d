/** The loop for interactive work: as loop-basic, and it takes input while a turn runs and can space its requests. */
import * as z from "zod";
import { type ContentBlock, type Coordinator, defineModule } from "../../kernel/index.ts";
import { FALLBACK_EVENT, type Loop, loopConfigShape, runTurn } from "../lib/turn/index.ts";
import { GOAL_PROGRESS, goalConfigShape, withGoal } from "./goal.ts";
import { pause } from "./pause.ts";
import { SteeringQueue } from "./steering-queue.ts";

const ID = "loop-streaming";
const RATE_LIMIT_DELAY = "orchestrator:rate_limit_delay";
const EVENTS = [RATE_LIMIT_DELAY, FALLBACK_EVENT, GOAL_PROGRESS];
const MAX_DELAY_MS = 600_000;
const MAX_STREAM_DELAY_S = 10;

const configSchema = z.strictObject({
  ...loopConfigShape,
  min_delay_between_calls_ms: z
    .int()
    .min(0)
    .max(MAX_DELAY_MS)
    .default(0)
    .describe("At least so many milliseconds pass between the end of one request and the start of the next."),
  ...goalConfigShape,
  stream_delay: z
    .number()
    .min(0)
    .max(MAX_STREAM_DELAY_S)
    .default(0)
    .describe("Seconds to wait after each piece of text, for demonstrations."),
});
type Config = z.infer<typeof configSchema>;

export const module = defineModule({
  name: ID,
  kind: "orchestrator",
  description: "Asks the model and runs its tool calls until it is done; takes steering while it runs.",
  configSchema,
  async mount(coordinator, config) {
    const steering = new SteeringQueue();
    const loop: Loop = { name: ID, config, steering, ...pacing(coordinator, config) };
    const undos = [
      coordinator.mount("orchestrator", { execute: (turn) => runTurn(...withGoal(turn, loop, config)) }),
      coordinator.registerCapability("session.steer", {
        steer: (prompt: readonly ContentBlock[]) => !coordinator.cancellation.isRequested && steering.steer(prompt),
      }),
      coordinator.registerContributor("observability.events", ID, () => EVENTS),
    ];
    return () => {
      for (const undo of undos.reverse()) undo();
    };
  },
});

function pacing(coordinator: Coordinator, config: Config): Omit<Loop, "name" | "config" | "steering"> {
  const { min_delay_between_calls_ms: minDelayMs, stream_delay: streamDelayS } = config;
  const { clock } = coordinator.host;
  let endedAt = Number.NEGATIVE_INFINITY;
  return {
    async beforeRequest() {
      const delay_ms = Math.ceil(endedAt + minDelayMs - clock.now());
      if (delay_ms <= 0) return;
      await coordinator.emitCustom(RATE_LIMIT_DELAY, { delay_ms });
      await pause(clock, delay_ms, coordinator.cancellation.stopping);
    },
    afterRequest() {
      endedAt = clock.now();
    },
    ...(streamDelayS > 0 && {
      afterTextDelta: () => pause(clock, streamDelayS * 1000, coordinator.cancellation.stopping),
    }),
  };
}
