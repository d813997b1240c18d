/** The module tool-task: mounts `task`. It starts nothing itself: the application offers sub-sessions and bounds them. */
import { defineModule } from "../../kernel/index.ts";
import { type Config, configSchema } from "./config.ts";
import { TASK_EVENTS, taskTool } from "./task-tool.ts";

const ID = "tool-task";

export const module = defineModule<Config>({
  name: ID,
  kind: "tool",
  description: "Delegates work to agents, each in a sub-session of its own, within bounds.",
  configSchema,
  async mount(coordinator, config) {
    const tool = taskTool(coordinator, config);
    const undos = [
      coordinator.mount("tools", tool, { name: tool.name }),
      coordinator.registerContributor("observability.events", ID, () => TASK_EVENTS),
    ];
    return () => {
      for (const undo of undos) undo();
    };
  },
});
