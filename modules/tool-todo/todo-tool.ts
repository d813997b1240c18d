/** The tool `todo`: the model writes its whole list at once, or reads it. */
import * as z from "zod";
import { failure, success, type Tool } from "../../kernel/index.ts";
import { defineTool } from "../lib/define-tool/index.ts";
import type { ListKeeper } from "./list-keeper.ts";
import { TOOL_NAME, todoList } from "./todo.ts";

const DESCRIPTION = `Keeps the list of steps of a task that has several.
create: begin a list. update: replace it by the list as it is now, with every entry. list: read it.
Keep exactly one entry in_progress while you work, and mark each one completed as soon as it is done.`;

const input = z.strictObject({
  action: z.enum(["create", "update", "list"]).describe("What to do."),
  todos: todoList.optional().describe("The whole list, in order. Needed for create and update."),
});

export function todoTool(keeper: ListKeeper): Tool {
  return defineTool({
    name: TOOL_NAME,
    description: DESCRIPTION,
    // It changes nothing but its own list: nobody needs to be asked.
    annotations: { title: "Todo list", readOnlyHint: true, openWorldHint: false },
    input,
    async execute({ action, todos }) {
      if (action === "list") {
        const kept = await keeper.read();
        return success({ status: "listed", count: kept.length, todos: kept });
      }
      if (todos === undefined)
        return failure("invalid-input", `${TOOL_NAME}: todos: it is missing; ${action} needs it`);
      await keeper.replace(todos, action);
      return success({ status: action === "create" ? "created" : "updated", count: todos.length, todos });
    },
  });
}
