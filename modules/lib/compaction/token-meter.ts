/** Counts what a view costs: with the provider's own numbers for what they cover, with estimates for what is new since. */
import type { Message, Usage } from "../../../kernel/index.ts";
import { estimateTokens } from "./estimate.ts";

/** What the provider's last count says. */
interface Measurement {
  /** The messages before this place in the history are covered. */
  readonly covered: number;
  /** Real tokens for each estimated one. */
  readonly scale: number;
  /** What the answer costs, which comes next. */
  readonly answerTokens: number;
}

export class TokenMeter {
  readonly #usesActual: boolean;
  #lastView: { readonly covered: number; readonly estimate: number } | undefined;
  #measurement: Measurement | undefined;

  constructor(mode: "actual" | "estimate") {
    this.#usesActual = mode === "actual";
  }

  /** The history is another one now. */
  reset(): void {
    this.#lastView = undefined;
    this.#measurement = undefined;
  }

  /** A view goes out: how many messages of the history it covers, and what it costs by estimate, all included. */
  noteView(covered: number, estimate: number): void {
    this.#lastView = { covered, estimate };
  }

  /** The provider's count for the view that went out last. A provider that counts nothing says nothing. */
  noteUsage(usage: Usage): void {
    const view = this.#lastView;
    if (!this.#usesActual || view === undefined || usage.input_tokens <= 0 || view.estimate <= 0) return;
    const scale = usage.input_tokens / view.estimate;
    this.#measurement = { covered: view.covered, scale, answerTokens: usage.output_tokens };
  }

  /** What goes out with every request beside the history: instructions, tools, what is pinned. */
  costOfOverhead(estimate: number): number {
    return estimate * (this.#measurement?.scale ?? 1);
  }

  /** @param rendered the message as the view shows it; nothing when it was removed */
  costOf(index: number, original: Message, rendered: Message | undefined): number {
    if (rendered === undefined) return 0;
    const measured = this.#measurement;
    if (measured === undefined) return estimateTokens(rendered);
    if (index < measured.covered) return estimateTokens(rendered) * measured.scale;
    const isAnswer = index === measured.covered && original.role === "assistant";
    return isAnswer ? measured.answerTokens : estimateTokens(rendered);
  }
}
