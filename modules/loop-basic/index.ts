/** The plain loop: ask, run the tools that the answer calls, ask again, until an answer calls none. */
import * as z from "zod";
import { defineModule } from "../../kernel/index.ts";
import { FALLBACK_EVENT, loopConfigShape, runTurn } from "../lib/turn/index.ts";

const ID = "loop-basic";

export const module = defineModule({
  name: ID,
  kind: "orchestrator",
  description: "Asks the model and runs its tool calls until it is done.",
  configSchema: z.strictObject(loopConfigShape),
  async mount(coordinator, config) {
    const undos = [
      coordinator.mount("orchestrator", { execute: (turn) => runTurn(turn, { name: ID, config }) }),
      coordinator.registerContributor("observability.events", ID, () => [FALLBACK_EVENT]),
    ];
    return () => {
      for (const undo of undos.reverse()) undo();
    };
  },
});
