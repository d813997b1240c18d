/**
 * A history in memory and the view that a model gets of it. The history only grows; what a view leaves out is a set of decisions
 * that stand once made, so that the view's beginning stays byte-identical and provider caches hold.
 */
import type { Context, Coordinator, JsonObject, Message, MessagesRequest, Tool, Usage } from "../../../kernel/index.ts";
import { BudgetSource } from "./budget.ts";
import { type CompactionResult, compact } from "./compact.ts";
import { estimateText, estimateTokens } from "./estimate.ts";
import { type Compacted, type KeepOptions, keepCompacted, keptCompacted } from "./kept-decisions.ts";
import { compactionNotice } from "./notice.ts";
import type { CompactionSettings } from "./settings.ts";
import { TokenMeter } from "./token-meter.ts";
import { capToolResult } from "./tool-result-cap.ts";
import { type Decisions, renderMessage, renderView } from "./view.ts";

/** After a compaction that could not reach its goal, the view may grow by this part of the budget before the next one. */
const MIN_GROWTH = 0.1;

export interface CompactingContextOptions {
  readonly coordinator: Coordinator;
  readonly settings: CompactionSettings;
  /** Stand before every view and are no part of the history. */
  readonly pinned?: readonly Message[];
}

export class CompactingContext implements Context {
  readonly #coordinator: Coordinator;
  readonly #settings: CompactionSettings;
  readonly #pinned: readonly Message[];
  readonly #budgets: BudgetSource;
  readonly #meter: TokenMeter;
  readonly #toolTokens = new WeakMap<Tool, number>();
  #history: Message[] = [];
  #compacted: Compacted = { decisions: new Map(), level: 0 };
  /** What the view cost when it was last compacted. */
  #floor = 0;

  constructor({ coordinator, settings, pinned = [] }: CompactingContextOptions) {
    this.#coordinator = coordinator;
    this.#settings = settings;
    this.#pinned = pinned;
    this.#budgets = new BudgetSource(coordinator.host, settings);
    this.#meter = new TokenMeter(settings.token_meter);
  }

  async addMessage(message: Message): Promise<void> {
    this.#history.push(await this.#admit(message));
  }

  async getMessages(): Promise<readonly Message[]> {
    return [...this.#history];
  }

  async setMessages(messages: readonly Message[]): Promise<void> {
    const admitted: Message[] = [];
    // Waiting for each of ten thousand costs more than reading them did; only a tool's result may be cut.
    for (const message of messages) admitted.push(message.role === "tool" ? await this.#admit(message) : message);
    this.#reset(admitted, await keptCompacted(admitted, this.#keeping));
  }

  async clear(): Promise<void> {
    this.#reset([]);
  }

  async getMessagesForRequest(request: MessagesRequest): Promise<readonly Message[]> {
    const budget = await this.#budgets.budgetFor(request);
    const tokens = this.#tokens();
    const threshold = this.#settings.compact_threshold * budget;
    const trigger = Math.max(threshold, Math.min(budget, this.#floor + MIN_GROWTH * budget));
    if (tokens > trigger) await this.#compact({ tokens, budget, goal: this.#settings.target_usage * budget });
    const view = this.#view();
    this.#meter.noteView(this.#history.length, this.#overheadEstimate() + sumOf(view.map(estimateTokens)));
    return [...this.#pinned, ...view];
  }

  noteUsage(usage: Usage): void {
    this.#meter.noteUsage(usage);
  }

  async compact(request: MessagesRequest): Promise<JsonObject> {
    const budget = await this.#budgets.budgetFor(request);
    const tokens = this.#tokens();
    return this.#compact({ tokens, budget, goal: this.#settings.target_usage * Math.min(tokens, budget) });
  }

  /** Announces and keeps what was decided, where that makes the view smaller: the notice of it has a price, too. */
  async #compact(need: {
    readonly tokens: number;
    readonly budget: number;
    readonly goal: number;
  }): Promise<JsonObject> {
    const { tokens, budget } = need;
    const result = this.#decide(need);
    const before_tokens = Math.round(tokens);
    const compacted = { decisions: result.decisions, level: Math.max(this.#compacted.level, result.level) };
    if (result.level === 0 || this.#tokens(compacted) >= tokens) {
      const messages = this.#view().length;
      const counts = countsOf(this.#compacted.decisions);
      return { level: 0, budget, before_tokens, after_tokens: before_tokens, messages, ...counts };
    }
    const { hooks } = this.#coordinator;
    await hooks.emit("context:pre_compact", { tokens: before_tokens, budget });
    this.#compacted = compacted;
    this.#floor = this.#tokens();
    await keepCompacted(this.#compacted, this.#history, this.#keeping);
    const sizes = { before_tokens, after_tokens: Math.round(this.#floor), messages: this.#view().length };
    await hooks.emit("context:post_compact", sizes);
    await hooks.emit("context:compaction", { ...sizes, level: result.level, budget });
    return { ...sizes, level: result.level, budget, ...countsOf(result.decisions) };
  }

  #decide(need: { readonly tokens: number; readonly budget: number; readonly goal: number }): CompactionResult {
    const reserve = this.#settings.compaction_notice_enabled ? this.#settings.compaction_notice_token_reserve : 0;
    return compact({
      history: this.#history,
      decisions: this.#compacted.decisions,
      settings: this.#settings,
      costOf: (index, decision) => this.#costOf(index, decision),
      tokens: need.tokens - this.#noticeTokens(),
      goal: Math.max(0, need.goal - reserve),
      limit: Math.max(0, need.budget - reserve),
    });
  }

  #view(): Message[] {
    const { truncate_chars: truncateChars } = this.#settings;
    return renderView(this.#history, this.#compacted.decisions, { truncateChars, notice: this.#notice() });
  }

  #notice(compacted = this.#compacted): Message | undefined {
    return compactionNotice(this.#history, compacted, this.#settings);
  }

  #noticeTokens(compacted = this.#compacted): number {
    const notice = this.#notice(compacted);
    return notice === undefined ? 0 : estimateTokens(notice);
  }

  #tokens(compacted = this.#compacted): number {
    const { decisions } = compacted;
    const messages = sumOf(this.#history.map((_, index) => this.#costOf(index, decisions.get(index))));
    return this.#meter.costOfOverhead(this.#overheadEstimate()) + messages + this.#noticeTokens(compacted);
  }

  #costOf(index: number, decision: Parameters<typeof renderMessage>[1]): number {
    const message = this.#history[index];
    if (message === undefined) return 0;
    return this.#meter.costOf(index, message, renderMessage(message, decision, this.#settings.truncate_chars));
  }

  /** The kernel puts the instruction before the view, and the tools go with each request. */
  #overheadEstimate(): number {
    const tools = [...this.#coordinator.all("tools").values()].map((tool) => this.#tokensOfTool(tool));
    const instruction = estimateText(this.#coordinator.plan.instruction ?? "");
    return instruction + sumOf(this.#pinned.map(estimateTokens)) + sumOf(tools);
  }

  #tokensOfTool(tool: Tool): number {
    let tokens = this.#toolTokens.get(tool);
    if (tokens === undefined) {
      tokens = estimateText(tool.name + tool.description + JSON.stringify(tool.inputSchema));
      this.#toolTokens.set(tool, tokens);
    }
    return tokens;
  }

  async #admit(message: Message): Promise<Message> {
    const coordinator = this.#coordinator;
    const maxBytes = this.#settings.max_tool_result_bytes;
    const { message: admitted, cut } = await capToolResult(message, { maxBytes, ...this.#keeping });
    if (cut !== undefined) {
      const tool_call_id = message.tool_call_id ?? "";
      await coordinator.hooks.emit("context:tool_result_ingress_truncated", { tool_call_id, ...cut });
    }
    return admitted;
  }

  /** Where whole results and decisions are kept. */
  get #keeping(): KeepOptions {
    const { host } = this.#coordinator;
    const stateDir = this.#coordinator.getCapability<string>("session.state_dir");
    return { stateDir, report: (line) => host.report(line) };
  }

  #reset(history: Message[], compacted: Compacted = { decisions: new Map(), level: 0 }): void {
    this.#history = history;
    this.#compacted = compacted;
    this.#meter.reset();
    this.#floor = compacted.level === 0 ? 0 : this.#tokens();
  }
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function countsOf(decisions: Decisions): { removed: number; shortened: number } {
  const counts = { removed: 0, shortened: 0 };
  for (const decision of decisions.values()) counts[decision] += 1;
  return counts;
}
