/** Keeps the session's list: in memory, and found again in the history when the session or its history is another one. */
import type { Coordinator } from "../../kernel/index.ts";
import { type Todo, todosIn } from "./todo.ts";

export const TODO_EVENT = "todo:updated";

export class ListKeeper {
  readonly #coordinator: Coordinator;
  #todos: readonly Todo[] | undefined;

  constructor(coordinator: Coordinator) {
    this.#coordinator = coordinator;
  }

  async read(): Promise<readonly Todo[]> {
    this.#todos ??= todosIn((await this.#coordinator.get("context")?.getMessages()) ?? []);
    return this.#todos;
  }

  async replace(todos: readonly Todo[], action: "create" | "update"): Promise<void> {
    this.#todos = todos;
    const counts = { pending: 0, in_progress: 0, completed: 0 };
    for (const { status } of todos) counts[status] += 1;
    await this.#coordinator.hooks.emit(TODO_EVENT, { action, todos, ...counts });
  }

  /** The next reader looks into the history again. */
  forget(): void {
    this.#todos = undefined;
  }
}
