/** The module tool-todo: mounts `todo`, and offers the list to other modules as the capability `todo.list`. */
import * as z from "zod";
import { defineModule } from "../../kernel/index.ts";
import { ListKeeper, TODO_EVENT } from "./list-keeper.ts";
import { todoTool } from "./todo-tool.ts";

const NAME = "tool-todo";
/** What gives a session another history than the one that the list was found in. */
const OTHER_HISTORY = ["session:start", "session:resume", "session:revert"];

export const module = defineModule({
  name: NAME,
  kind: "tool",
  description: "Keeps the list of a task's steps, which survives a resume.",
  configSchema: z.strictObject({}),
  async mount(coordinator) {
    const keeper = new ListKeeper(coordinator);
    const tool = todoTool(keeper);
    const undos = [
      coordinator.mount("tools", tool, { name: tool.name }),
      coordinator.registerCapability("todo.list", () => keeper.read()),
      coordinator.registerContributor("observability.events", NAME, () => [TODO_EVENT]),
      ...OTHER_HISTORY.map((event) => coordinator.hooks.observe(event, () => keeper.forget(), { name: NAME })),
    ];
    return () => {
      for (const undo of undos) undo();
    };
  },
});
