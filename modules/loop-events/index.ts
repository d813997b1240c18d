/** The loop whose every choice is an event: as loop-basic, and before each tool call hooks may choose another tool, or none. */
import * as z from "zod";
import { defineModule } from "../../kernel/index.ts";
import { FALLBACK_EVENT, loopConfigShape, runTurn } from "../lib/turn/index.ts";
import { callSelectedTool, TOOL_SELECTED, TOOL_SELECTING } from "./select-tool.ts";

const ID = "loop-events";

export const module = defineModule({
  name: ID,
  kind: "orchestrator",
  description: "Asks the model and runs its tool calls until it is done; hooks choose which tool each call goes to.",
  configSchema: z.strictObject(loopConfigShape),
  async mount(coordinator, config) {
    const loop = { name: ID, config, callTool: callSelectedTool };
    const undos = [
      coordinator.mount("orchestrator", { execute: (turn) => runTurn(turn, loop) }),
      coordinator.registerContributor("observability.events", ID, () => [
        TOOL_SELECTING,
        TOOL_SELECTED,
        FALLBACK_EVENT,
      ]),
    ];
    return () => {
      for (const undo of undos) undo();
    };
  },
});
