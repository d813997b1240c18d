/** Reminds the model of the list that it keeps, when it has not looked at it for a while. */
import * as z from "zod";
import { type Coordinator, defineModule, type HookResult } from "../../kernel/index.ts";
import { reminderOf, type Todo } from "./reminder.ts";

const NAME = "hooks-todo-reminder";
const TODO_TOOL = "todo";

const configSchema = z.strictObject({
  inject_role: z.enum(["system", "user", "assistant"]).default("user").describe("The role of the reminder's message."),
  priority: z.int().default(10).describe("The place among the hooks; lower runs first."),
  recent_tool_threshold: z
    .int()
    .min(1)
    .max(1000)
    .default(3)
    .describe("Tool calls since the list was last seen that make the model need a reminder."),
});
type Config = z.infer<typeof configSchema>;

export const module = defineModule<Config>({
  name: NAME,
  kind: "hook",
  description: "Reminds the model of its open todo entries when it has not looked at them for some tool calls.",
  configSchema,
  async mount(coordinator, config) {
    const reminder = new Reminder(coordinator, config);
    const options = { name: NAME, priority: config.priority };
    const { hooks } = coordinator;
    const undos = [
      hooks.observe("tool:post", ({ data }) => reminder.noteCall(data.tool_name), options),
      hooks.observe("tool:error", ({ data }) => reminder.noteCall(data.tool_name), options),
      hooks.observe("prompt:submit", () => reminder.noteTurn(), options),
      hooks.register("provider:request", () => reminder.remind(), options),
    ];
    return () => {
      for (const undo of undos) undo();
    };
  },
});

class Reminder {
  readonly #coordinator: Coordinator;
  readonly #config: Config;
  /** Tool calls since the model has last seen the list. A new turn begins with the list out of sight. */
  #callsSinceSeen = Number.POSITIVE_INFINITY;

  constructor(coordinator: Coordinator, config: Config) {
    this.#coordinator = coordinator;
    this.#config = config;
  }

  noteTurn(): void {
    this.#callsSinceSeen = Number.POSITIVE_INFINITY;
  }

  noteCall(toolName: unknown): void {
    this.#callsSinceSeen = toolName === TODO_TOOL ? 0 : this.#callsSinceSeen + 1;
  }

  async remind(): Promise<HookResult | undefined> {
    if (this.#callsSinceSeen < this.#config.recent_tool_threshold) return undefined;
    const list = this.#coordinator.getCapability<() => Promise<readonly Todo[]>>("todo.list");
    const text = reminderOf((await list?.()) ?? []);
    if (text === undefined) return undefined;
    this.#callsSinceSeen = 0;
    return {
      action: "inject_context",
      context_injection: text,
      context_injection_role: this.#config.inject_role,
      ephemeral: true,
      append_to_last_tool_result: true,
    };
  }
}
