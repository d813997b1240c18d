/** What one entry of the list is, and how the list is found again in a history. */
import * as z from "zod";
import { type Message, toolCallsOf } from "../../kernel/index.ts";

export const TOOL_NAME = "todo";

const MAX_TEXT_CHARS = 500;
const MAX_TODOS = 200;

const text = (about: string): z.ZodString => z.string().trim().min(1).max(MAX_TEXT_CHARS).describe(about);

const todo = z.strictObject({
  content: text("What is to be done, as an order: `Run the tests`."),
  activeForm: text("The same while it is being done: `Running the tests`."),
  status: z.enum(["pending", "in_progress", "completed"]).describe("How far it is."),
});

export const todoList = z.array(todo).max(MAX_TODOS);

export type Todo = Readonly<z.infer<typeof todo>>;

/** The list as the last successful call that wrote one left it. */
export function todosIn(history: readonly Message[]): readonly Todo[] {
  const failed = new Set<string | undefined>();
  const answered = new Set<string | undefined>();
  for (const message of history.toReversed()) {
    if (message.role === "tool") {
      answered.add(message.tool_call_id);
      if (message.metadata?.is_error === true) failed.add(message.tool_call_id);
    }
    if (message.role !== "assistant") continue;
    for (const { id, name, input } of toolCallsOf(message.content).toReversed()) {
      if (name !== TOOL_NAME || input.action === "list" || failed.has(id) || !answered.has(id)) continue;
      const { data } = todoList.safeParse(input.todos);
      if (data !== undefined) return data;
    }
  }
  return [];
}
