/**
 * Decides what a view leaves out, in levels, each harsher than the one before, until the view is small enough. Pure: the history
 * is not touched, earlier decisions stand, and the same input gives the same decisions.
 */
import type { Message } from "../../../kernel/index.ts";
import type { CompactionSettings } from "./settings.ts";
import { alwaysProtected, type Unit, unitsOf } from "./units.ts";
import type { Decision, Decisions } from "./view.ts";

export interface CompactionInput {
  readonly history: readonly Message[];
  readonly decisions: Decisions;
  readonly settings: Pick<CompactionSettings, "protected_recent" | "protected_tool_results" | "truncate_boundary">;
  /** What a message costs in the view under a decision. */
  readonly costOf: (index: number, decision: Decision | undefined) => number;
  /** What the view costs now. */
  readonly tokens: number;
  /** Levels are tried while the view costs more than this. */
  readonly goal: number;
  /** The last resort is for a view that costs more than this. */
  readonly limit: number;
}

export interface CompactionResult {
  readonly decisions: Decisions;
  readonly tokens: number;
  /** The harshest level that decided anything; 0: nothing was decided. */
  readonly level: number;
}

/** One level: shortens a part of the tool results, or removes messages older than a part of the protected ones. */
type Level = { readonly shorten: number } | { readonly removeProtecting: number } | { readonly stubFirstPrompt: true };

function levelsFor(boundary: number): readonly Level[] {
  return [
    { shorten: boundary / 2 },
    { shorten: boundary },
    { removeProtecting: 1 },
    { shorten: (1 + boundary) / 2 },
    { removeProtecting: 0.6 },
    { shorten: 1 },
    { removeProtecting: 0.3 },
    { stubFirstPrompt: true },
  ];
}
/** Half of the results are shortened before anything is removed. */
const DEFAULT_BOUNDARY = 0.5;
/** Beyond the levels: what does not fit at all would be refused, so only what is always protected stays whole. */
const LAST_RESORT_LEVEL = 9;

export function compact(input: CompactionInput): CompactionResult {
  const run = new Run(input);
  for (const [place, level] of levelsFor(input.settings.truncate_boundary ?? DEFAULT_BOUNDARY).entries()) {
    if (run.tokens <= input.goal) break;
    run.enter(place + 1, input.goal);
    if ("shorten" in level) run.shortenResults(level.shorten, input.settings.protected_tool_results);
    else if ("removeProtecting" in level) run.removeOld(input.settings.protected_recent * level.removeProtecting);
    else run.stubFirstPrompt();
  }
  if (run.tokens > input.limit) {
    run.enter(LAST_RESORT_LEVEL, input.limit);
    run.shortenResults(1, 0);
    run.removeOld(0, 0);
  }
  return { decisions: run.decisions, tokens: run.tokens, level: run.level };
}

class Run {
  readonly #input: CompactionInput;
  readonly #units: readonly Unit[];
  readonly #protected: ReadonlySet<number>;
  readonly decisions: Map<number, Decision>;
  tokens: number;
  level = 0;
  #entered = 0;
  #goal = 0;

  constructor(input: CompactionInput) {
    this.#input = input;
    this.#units = unitsOf(input.history);
    this.#protected = alwaysProtected(input.history, this.#units);
    this.decisions = new Map(input.decisions);
    this.tokens = input.tokens;
  }

  enter(level: number, goal: number): void {
    this.#entered = level;
    this.#goal = goal;
  }

  /** Shortens the oldest part of the results in the view, save the newest `spared`. */
  shortenResults(part: number, spared: number): void {
    const results = this.#visibleResults();
    const oldest = results.slice(0, Math.min(Math.ceil(results.length * part), results.length - spared));
    for (const index of oldest) {
      if (this.tokens <= this.#goal) return;
      this.#shorten(index);
    }
  }

  /** Removes the oldest units, save the protected part of the newest messages and the newest results. */
  removeOld(protectedPart: number, sparedResults = this.#input.settings.protected_tool_results): void {
    const visible = [...this.#input.history.keys()].filter((index) => this.decisions.get(index) !== "removed");
    const recentFrom = visible[visible.length - Math.ceil(visible.length * protectedPart)] ?? Number.POSITIVE_INFINITY;
    const spared = new Set(sparedResults === 0 ? [] : this.#visibleResults().slice(-sparedResults));
    for (const { indices } of this.#units) {
      if (this.tokens <= this.#goal) return;
      const mustStay = indices.some((index) => index >= recentFrom || this.#protected.has(index) || spared.has(index));
      if (!mustStay) for (const index of indices) this.#decide(index, "removed");
    }
  }

  /** The prompt that the session began with, unless it is the latest one too. */
  stubFirstPrompt(): void {
    const prompts = this.#units.filter((unit) => unit.kind === "prompt").flatMap((unit) => unit.indices);
    const [first, second] = prompts;
    const isLatest = second === undefined || this.#input.history[second]?.metadata?.source !== undefined;
    if (first !== undefined && !isLatest) this.#shorten(first);
  }

  #visibleResults(): number[] {
    return [...this.#input.history.entries()]
      .filter(([index, message]) => message.role === "tool" && this.decisions.get(index) !== "removed")
      .map(([index]) => index);
  }

  #shorten(index: number): void {
    if (this.decisions.has(index)) return;
    const { costOf } = this.#input;
    if (costOf(index, "shortened") < costOf(index, undefined)) this.#decide(index, "shortened");
  }

  #decide(index: number, decision: Decision): void {
    const before = this.decisions.get(index);
    if (before === decision) return;
    this.tokens -= this.#input.costOf(index, before) - this.#input.costOf(index, decision);
    this.decisions.set(index, decision);
    this.level = this.#entered;
  }
}
