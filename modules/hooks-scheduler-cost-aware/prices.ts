/** What an answer costs: the provider's own word, else the config's prices. And which provider is the cheapest. */
import { type Coordinator, matchesPattern, messageOf, type Provider, type Usage } from "../../kernel/index.ts";
import { costOf, type Price } from "../lib/provider-wire/index.ts";
import type { Config } from "./config.ts";

/** How long a provider may take to tell what its models cost. */
const ASKING_MS = 2000;
/** A request has some three tokens of input for one of output. */
const INPUT_SHARE = 3;

export class PriceList {
  readonly #coordinator: Coordinator;
  readonly #prices: Config["prices"];
  /** By the provider's name. */
  readonly #asked = new Map<string, Promise<number | undefined>>();

  constructor(coordinator: Coordinator, prices: Config["prices"]) {
    this.#coordinator = coordinator;
    this.#prices = prices;
  }

  /** US dollars; nothing where nobody knows. */
  costOf(usage: Usage, model: string): number | undefined {
    if (usage.cost !== undefined) return usage.cost;
    const price = this.#find(model);
    return price === undefined ? undefined : costOf(usage, price);
  }

  /** The cheapest mounted provider by its default model, if it is cheaper than the current one and both prices are known. */
  async cheaperThan(current: string): Promise<string | undefined> {
    const providers = [...this.#coordinator.all("providers")];
    if (providers.length < 2) return undefined;
    const known = await Promise.all(
      providers.map(async ([name, one]) => ({ name, weight: await this.#weightOf(one) })),
    );
    const present = known.find(({ name }) => name === current)?.weight;
    if (present === undefined) return undefined;
    let best = { name: current, weight: present };
    for (const { name, weight } of known) if (weight !== undefined && weight < best.weight) best = { name, weight };
    return best.name === current ? undefined : best.name;
  }

  async #weightOf(provider: Provider): Promise<number | undefined> {
    const price = this.#find(provider.getInfo().defaults.model);
    if (price !== undefined) return weigh(price);
    const asked = this.#asked.get(provider.name) ?? this.#ask(provider);
    this.#asked.set(provider.name, asked);
    return asked;
  }

  async #ask(provider: Provider): Promise<number | undefined> {
    try {
      const { model } = provider.getInfo().defaults;
      const models = await provider.listModels(AbortSignal.timeout(ASKING_MS));
      const cost = models.find(({ id }) => id === model)?.cost;
      return cost === undefined ? undefined : weigh(cost);
    } catch (error) {
      this.#coordinator.host.report(`what ${provider.name} costs is not known: ${messageOf(error)}`);
      return undefined;
    }
  }

  /** A name that is written out wins over a pattern. */
  #find(model: string): Price | undefined {
    if (Object.hasOwn(this.#prices, model)) return this.#prices[model];
    const pattern = Object.keys(this.#prices).find((name) => matchesPattern(name, model));
    return pattern === undefined ? undefined : this.#prices[pattern];
  }
}

function weigh({ input, output }: { readonly input: number; readonly output: number }): number {
  return INPUT_SHARE * input + output;
}
