/** Runs programs on events: JSON on their standard input, an exit code and JSON as their answer. */
import { type Coordinator, defineModule, type HookOptions, matchesPattern, type Undo } from "../../kernel/index.ts";
import { CLAUDE_EVENTS } from "./claude-events.ts";
import { COMPLETED, Commander } from "./commander.ts";
import { type Config, configSchema } from "./config.ts";

const NAME = "hooks-command";

export const module = defineModule<Config>({
  name: NAME,
  kind: "hook",
  description: "Runs programs on events, in the shape of Claude Code's hooks or over ampd's own events.",
  configSchema,
  // A guard that is not there does not guard.
  isRequired: true,
  async mount(coordinator, config) {
    const undos = register(coordinator, config);
    undos.push(coordinator.registerContributor("observability.events", NAME, () => [COMPLETED]));
    return () => {
      for (const undo of undos) undo();
    };
  },
});

function register(coordinator: Coordinator, config: Config): Undo[] {
  const { hooks } = coordinator;
  const commander = new Commander(coordinator, config, NAME);
  // The programs have time limits of their own.
  const options: HookOptions = { name: NAME, priority: config.priority, timeoutMs: null };
  const { turn } = commander;
  const undos = [
    hooks.register("prompt:submit", () => turn.begin(), options),
    hooks.register("provider:request", () => turn.mayGoOn(), { ...options, failClosed: true }),
  ];
  for (const [name, groups] of Object.entries(config.hooks)) {
    const failClosed = groups.some((group) => group.hooks.some(({ gate }) => gate));
    for (const event of CLAUDE_EVENTS[name]?.events ?? [name]) {
      const run = (emitted: string, data: Record<string, unknown>) => commander.handle(name, emitted, data);
      undos.push(hooks.register(event, run, { ...options, failClosed }));
      const applyChange = (_: string, data: Record<string, unknown>) => commander.applyChange(data);
      if (matchesPattern(event, "tool:pre"))
        undos.push(hooks.register("tool:pre", applyChange, { ...options, failClosed }));
    }
  }
  return undos;
}
