/**
 * Puts a form, or a page to open, to the person at the terminal. The end of input and answers that do not fit mean that it is
 * cancelled; what is settled elsewhere is taken back.
 */
import type { InputAnswer, InputQuestion } from "../node/index.ts";
import { type FormField, fieldsOf, hintOf } from "./form-field.ts";
import type { Style } from "./style.ts";
import type { Terminal } from "./terminal.ts";
import { visible } from "./visible.ts";

export interface InputDeskOptions {
  readonly terminal: Terminal;
  readonly style: Style;
  /** Runs when it is its turn, and while nothing else may write to the terminal. */
  readonly hold: <Value>(work: () => Promise<Value>) => Promise<Value>;
}

type Refusal = { readonly action: "decline" | "cancel" };

const MAX_ATTEMPTS = 3;
const CANCEL: Refusal = { action: "cancel" };
/** With a colon, so that every word can be an answer. */
const REFUSALS: Readonly<Record<string, Refusal>> = { ":decline": { action: "decline" }, ":cancel": CANCEL };

export class InputDesk {
  readonly #options: InputDeskOptions;

  constructor(options: InputDeskOptions) {
    this.#options = options;
  }

  /** @throws the signal's reason when it is withdrawn */
  ask(question: InputQuestion, signal: AbortSignal): Promise<InputAnswer> {
    return this.#options.hold(() => this.#ask(question, signal));
  }

  async #ask(question: InputQuestion, signal: AbortSignal): Promise<InputAnswer> {
    signal.throwIfAborted();
    const { terminal } = this.#options;
    terminal.write(this.#introduction(question));
    try {
      const answer =
        question.mode === "url" ? await this.#confirm("Did you open it?", signal) : await this.#fill(question, signal);
      if (answer.action !== "accept") terminal.write(answer.action === "decline" ? "  Declined.\n" : "  Cancelled.\n");
      return answer;
    } catch (error) {
      terminal.write("\n  The question was taken back.\n");
      throw error;
    }
  }

  #introduction({ source, message, mode, url, problem }: InputQuestion): string {
    const { style } = this.#options;
    const lines = [
      `${style.yellow("?")} ${visible(source)} asks: ${style.bold(visible(message))}`,
      problem !== undefined && `  ${style.yellow("!")} That did not fit: ${visible(problem)}`,
      url !== undefined && `    ${visible(url)}\n  Open this page yourself, if you trust it and whoever asks.`,
      mode === "form" && "  `:decline` says no, `:cancel` gives no answer.",
    ];
    return `${lines.filter((line) => line !== false).join("\n")}\n`;
  }

  async #fill(question: InputQuestion, signal: AbortSignal): Promise<InputAnswer> {
    const content: Record<string, unknown> = {};
    for (const field of fieldsOf(question)) {
      this.#options.terminal.write(field.text(this.#options.style));
      const filled = await this.#fillIn(field, signal);
      if ("action" in filled) return filled;
      if (filled.value !== undefined) content[field.name] = filled.value;
    }
    const answer = await this.#confirm(`Send this to ${visible(question.source)}?`, signal);
    return answer.action === "accept" ? { ...answer, content } : answer;
  }

  async #fillIn(field: FormField, signal: AbortSignal): Promise<{ readonly value: unknown } | Refusal> {
    const { terminal } = this.#options;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const line = await terminal.ask(`  (${hintOf(field)}) > `, signal);
      if (line === undefined) return CANCEL;
      const refusal = REFUSALS[line.trim()];
      if (refusal !== undefined) return refusal;
      if (line.trim() === "" && (field.fallback !== undefined || !field.isRequired)) return { value: field.fallback };
      const reading = line.trim() === "" ? { fault: "it is required" } : field.read(line);
      if ("value" in reading) return reading;
      terminal.write(`  That does not fit: ${visible(reading.fault)}.\n`);
    }
    return CANCEL;
  }

  /** Nothing is sent, and no page counts as opened, before the person has said so. */
  async #confirm(what: string, signal: AbortSignal): Promise<InputAnswer> {
    const line = await this.#options.terminal.ask(`  ${what} [y]es, [d]ecline, [c]ancel (Enter: cancel): `, signal);
    const word = line?.trim().toLowerCase() ?? "";
    if (["y", "yes"].includes(word)) return { action: "accept" };
    return ["d", "decline", ":decline", "n", "no"].includes(word) ? { action: "decline" } : CANCEL;
  }
}
