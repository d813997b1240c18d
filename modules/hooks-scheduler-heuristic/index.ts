/** Chooses the provider and the model of a turn by rules over the prompt, or by a strategy over the providers. */
import { type Coordinator, defineModule, type HookResult, type JsonObject } from "../../kernel/index.ts";
import { type Config, configSchema } from "./config.ts";
import { randomSource } from "./random-source.ts";
import { factsOf, type PromptFacts, ruleHolds } from "./rules.ts";

const NAME = "hooks-scheduler-heuristic";

export const module = defineModule<Config>({
  name: NAME,
  kind: "hook",
  description: "Chooses a turn's provider and model by rules over the prompt, in turns, or by chance.",
  configSchema,
  async mount(coordinator, config) {
    const scheduler = new Scheduler(coordinator, config);
    const options = { name: NAME, priority: config.priority };
    const { hooks } = coordinator;
    const undos = [
      hooks.observe("prompt:submit", ({ data }) => scheduler.note(data), options),
      hooks.register("provider:resolve", (_, data) => scheduler.choose(data), options),
    ];
    return () => {
      for (const undo of undos) undo();
    };
  },
});

/** Somebody has named a provider or a model. */
const NAMED = ["requested", "default_provider"];

class Scheduler {
  readonly #coordinator: Coordinator;
  readonly #config: Config;
  readonly #random: () => number;
  #facts: PromptFacts = factsOf("", 1);
  #chosen = 0;

  constructor(coordinator: Coordinator, config: Config) {
    this.#coordinator = coordinator;
    this.#config = config;
    this.#random = randomSource(config.seed);
  }

  note({ prompt, turn }: JsonObject): void {
    this.#facts = factsOf(prompt, turn);
  }

  /** @throws Error, which is reported, when a rule names a provider that is not mounted; the choice then stays */
  choose(data: JsonObject): HookResult | undefined {
    const isNamed = NAMED.includes(String(data.reason)) || data.model !== undefined;
    if (isNamed && !this.#config.override_enabled) return undefined;
    const place = this.#config.rules.findIndex((rule) => ruleHolds(rule, this.#facts));
    const rule = this.#config.rules[place];
    if (rule === undefined) return this.#byStrategy(String(data.provider));
    const { provider = String(data.provider), model } = rule;
    if (!this.#coordinator.all("providers").has(provider)) {
      throw new Error(`rules[${place}]: there is no provider "${provider}" in this session`);
    }
    return chosen({ provider, model, reason: `${NAME}: rules[${place}]` });
  }

  #byStrategy(current: string): HookResult | undefined {
    const { strategy } = this.#config;
    const candidates = this.#candidates();
    if (strategy === "first" || candidates.length === 0) return undefined;
    const place = strategy === "random" ? Math.floor(this.#random() * candidates.length) : this.#chosen++;
    const provider = candidates[place % candidates.length] ?? current;
    return chosen({ provider, reason: `${NAME}: ${strategy}` });
  }

  #candidates(): string[] {
    const mounted = [...this.#coordinator.all("providers")].sort(([, a], [, b]) => a.priority - b.priority);
    const names = mounted.map(([name]) => name);
    const { candidates } = this.#config;
    return candidates.length === 0 ? names : candidates.filter((name) => names.includes(name));
  }
}

function chosen(choice: {
  readonly provider: string;
  readonly model?: string | undefined;
  reason: string;
}): HookResult {
  const { model, ...rest } = choice;
  return { action: "modify", data: { ...rest, ...(model !== undefined && { model }) } };
}
