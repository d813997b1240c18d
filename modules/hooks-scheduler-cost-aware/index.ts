/** Keeps a session within its budget, and chooses the cheapest provider where nobody named one. */
import { join } from "node:path";
import { defineModule, type HookOptions, Scope as Undos } from "../../kernel/index.ts";
import { Accountant, BUDGET_EVENTS } from "./accountant.ts";
import { limitsOf } from "./budget.ts";
import { type Config, configSchema } from "./config.ts";
import { Ledger } from "./ledger.ts";

const NAME = "hooks-scheduler-cost-aware";

export const module = defineModule<Config>({
  name: NAME,
  kind: "hook",
  description: "Ends a turn when its budget, or the session's, is spent; prefers the cheapest provider.",
  configSchema,
  // A limit that is not there does not hold.
  isRequired: true,
  async mount(coordinator, config) {
    const { sessionId, parentId, host, hooks } = coordinator;
    const stateDir = coordinator.getCapability<string>("session.state_dir");
    const file = stateDir === undefined ? undefined : join(stateDir, "budget.json");
    const report = (line: string): void => host.report(`${NAME}: ${line}`);
    const ledger = await Ledger.open({ sessionId, parentId, limits: limitsOf(config), file, report });
    const accountant = new Accountant({ coordinator, config, ledger, source: NAME });
    const options = { name: NAME, priority: config.priority };
    const gate: HookOptions = { ...options, failClosed: true };
    const undos = new Undos();
    undos.add("ledger", () => ledger.close());
    const registered = [
      hooks.observe("llm:response", ({ data }) => accountant.noteAnswer(data), options),
      hooks.observe("tool:post", ({ data }) => accountant.noteCall(data), options),
      hooks.register("provider:resolve", (_, data) => accountant.choose(data), options),
      hooks.register("prompt:submit", () => accountant.beginTurn(), gate),
      hooks.register("llm:request", () => accountant.mayAsk(), gate),
      hooks.register("provider:response", (_, data) => accountant.mayGoOn(data), gate),
      hooks.register("tool:pre", (_, data) => accountant.mayCall(data), gate),
      coordinator.registerContributor("observability.events", NAME, () => BUDGET_EVENTS),
      coordinator.registerCapability("budget.spent", () => ({
        turn: ledger.spent("turn"),
        session: ledger.spent("session"),
      })),
    ];
    for (const undo of registered) undos.add("hook", undo);
    return async () => {
      for (const line of await undos.close()) report(line);
    };
  },
});
