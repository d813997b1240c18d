/** Tells the model where it works: folder, date, session, state of the repository. */
import { type Coordinator, defineModule, type HookResult } from "../../kernel/index.ts";
import { type Config, configSchema } from "./config.ts";
import { statusText } from "./status.ts";

const NAME = "hooks-status-context";

export const module = defineModule<Config>({
  name: NAME,
  kind: "hook",
  description: "Tells the model the folder, the date and the state of the git repository, without costing the cache.",
  configSchema,
  async mount(coordinator, config) {
    const teller = new StatusTeller(coordinator, config);
    const options = { name: NAME, priority: config.priority };
    const { hooks } = coordinator;
    const undos = [
      hooks.observe("prompt:submit", () => teller.noteTurn(), options),
      hooks.observe("tool:post", ({ data }) => teller.noteCall(String(data.tool_name)), options),
      hooks.observe("tool:error", ({ data }) => teller.noteCall(String(data.tool_name)), options),
      hooks.register("provider:request", () => teller.tell(), options),
    ];
    return () => {
      for (const undo of undos) undo();
    };
  },
});

class StatusTeller {
  readonly #coordinator: Coordinator;
  readonly #config: Config;
  /** What this turn's requests have been told. */
  #told: string | undefined;
  #mayHaveChanged = true;

  constructor(coordinator: Coordinator, config: Config) {
    this.#coordinator = coordinator;
    this.#config = config;
  }

  noteTurn(): void {
    this.#told = undefined;
    this.#mayHaveChanged = true;
  }

  /** A tool that only reads has changed nothing. */
  noteCall(toolName: string): void {
    if (this.#coordinator.get("tools", toolName)?.annotations?.readOnlyHint !== true) this.#mayHaveChanged = true;
  }

  /** With the first request of a turn, and with a later one only when there is news. */
  async tell(): Promise<HookResult | undefined> {
    if (!this.#mayHaveChanged) return undefined;
    this.#mayHaveChanged = false;
    const text = await statusText(this.#coordinator, this.#config, this.#coordinator.cancellation.stopping);
    if (text === this.#told) return undefined;
    this.#told = text;
    return {
      action: "inject_context",
      context_injection: text,
      context_injection_role: "user",
      ephemeral: true,
      append_to_last_tool_result: true,
    };
  }
}
