/** Charges what is spent, warns in time, and says no once a limit is reached. */
import { type Coordinator, type HookResult, type JsonObject, NO_USAGE, type Usage } from "../../kernel/index.ts";
import { describe, firstReached, keyOf, type ReachedLimit, reachedLimits } from "./budget.ts";
import type { Config } from "./config.ts";
import type { Ledger } from "./ledger.ts";
import { PriceList } from "./prices.ts";

const WARNING = "budget:warning";
const EXCEEDED = "budget:exceeded";
const UNPRICED = "budget:unpriced";
export const BUDGET_EVENTS = [WARNING, EXCEEDED, UNPRICED];

export interface AccountantOptions {
  readonly coordinator: Coordinator;
  readonly config: Config;
  readonly ledger: Ledger;
  readonly source: string;
}

export class Accountant {
  readonly #options: AccountantOptions;
  readonly #prices: PriceList;
  /** The limits that the user was warned of, by their keys in the config. */
  readonly #warned = new Set<string>();
  readonly #unpriced = new Set<string>();

  constructor(options: AccountantOptions) {
    this.#options = options;
    this.#prices = new PriceList(options.coordinator, options.config.prices);
  }

  noteAnswer(data: JsonObject): void {
    const usage = data.usage as Usage | undefined;
    if (usage === undefined) return;
    const { input_tokens, output_tokens } = { ...NO_USAGE, ...usage };
    const cost = this.#prices.costOf(usage, String(data.model));
    if (cost === undefined) this.#tellUnpriced(data);
    this.#options.ledger.charge({ cost: cost ?? 0, tokens: input_tokens + output_tokens });
    this.#warn();
  }

  noteCall({ tool_name }: JsonObject): void {
    const cost = this.#toolCost(tool_name);
    if (cost > 0) this.#options.ledger.charge({ cost, tokens: 0 });
  }

  /** What a turn, the loop's config or another hook named stays. */
  async choose({ provider, model, reason }: JsonObject): Promise<HookResult | undefined> {
    if (!this.#options.config.prefer_cheaper || reason !== "priority" || model !== undefined) return undefined;
    const cheaper = await this.#prices.cheaperThan(String(provider));
    if (cheaper === undefined) return undefined;
    return { action: "modify", data: { provider: cheaper, reason: `${this.#options.source}: cheaper` } };
  }

  /** A session whose budget is spent begins no turn, so that its history does not fill with unanswered prompts. */
  async beginTurn(): Promise<HookResult | undefined> {
    this.#options.ledger.beginTurn();
    for (const limit of this.#options.ledger.limits) if (limit.scope === "turn") this.#warned.delete(keyOf(limit));
    return this.#refuse();
  }

  async mayAsk(): Promise<HookResult | undefined> {
    return this.#refuse();
  }

  /** An answer that calls tools would need another request: neither is made. A last answer stands. */
  async mayGoOn({ tool_calls }: JsonObject): Promise<HookResult | undefined> {
    return Number(tool_calls) > 0 ? this.#refuse() : undefined;
  }

  async mayCall({ tool_name }: JsonObject): Promise<HookResult | undefined> {
    return this.#toolCost(tool_name) > 0 ? this.#refuse() : undefined;
  }

  async #refuse(): Promise<HookResult | undefined> {
    const { coordinator, ledger } = this.#options;
    const reached = firstReached(ledger);
    if (reached === undefined) return undefined;
    await coordinator.hooks.emit(EXCEEDED, { ...reached });
    const reason = `The budget is spent: ${describe(reached, coordinator.sessionId)}. Raise ${keyOf(reached)} to go on.`;
    return { action: "deny", reason, ...this.#message(reason) };
  }

  #warn(): void {
    const { ledger, config, coordinator } = this.#options;
    for (const limit of reachedLimits(ledger, config.warn_at)) {
      if (this.#warned.has(keyOf(limit))) continue;
      this.#warned.add(keyOf(limit));
      this.#tell(WARNING, limit, `${describe(limit, coordinator.sessionId)} are spent.`);
    }
  }

  #tellUnpriced({ provider, model }: JsonObject): void {
    const name = String(model ?? provider);
    if (this.#unpriced.has(name) || !this.#options.ledger.limits.some(({ measure }) => measure === "cost")) return;
    this.#unpriced.add(name);
    const text = `What ${name} costs is not known, so no budget in dollars limits it; give its price under \`prices\`.`;
    this.#tell(UNPRICED, { provider, model }, text);
  }

  /** Behind the event that is being observed, for all observers. */
  #tell(event: string, data: JsonObject | ReachedLimit, text: string): void {
    const { coordinator } = this.#options;
    void coordinator.hooks.emit(event, { ...data });
    void coordinator.processHookResult({ action: "continue", ...this.#message(text) }, event);
  }

  #message(text: string): Partial<HookResult> {
    return { user_message: text, user_message_level: "warning", user_message_source: this.#options.source };
  }

  #toolCost(toolName: unknown): number {
    const { tool_costs } = this.#options.config;
    const name = String(toolName);
    return Object.hasOwn(tool_costs, name) ? (tool_costs[name] ?? 0) : 0;
  }
}
