/**
 * Puts ampd's questions to the person at the terminal. Enter, the end of input and two answers that are none
 * mean no; a question that is settled elsewhere is taken back.
 */
import type { ApprovalAnswer, ApprovalQuestion } from "../node/index.ts";
import { type ApprovalOption, denialOf, isDenial, optionOf, questionText } from "./question.ts";
import type { Style } from "./style.ts";
import type { Terminal } from "./terminal.ts";

export interface DeskOptions {
  readonly terminal: Terminal;
  readonly style: Style;
  /** Runs when it is its turn, and while nothing else may write to the terminal. */
  readonly hold: <Value>(work: () => Promise<Value>) => Promise<Value>;
  /** A person has refused this tool call. */
  readonly onDenied: (toolCallId: string) => void;
}

const MAX_ATTEMPTS = 2;

export class ApprovalDesk {
  readonly #options: DeskOptions;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** Answers when it is this question's turn and the person has chosen. @throws the signal's reason when it is withdrawn */
  ask(question: ApprovalQuestion, signal: AbortSignal): Promise<ApprovalAnswer> {
    return this.#options.hold(() => this.#ask(question, signal));
  }

  async #ask(question: ApprovalQuestion, signal: AbortSignal): Promise<ApprovalAnswer> {
    signal.throwIfAborted();
    const { terminal, style, onDenied } = this.#options;
    terminal.write(questionText(question, style));
    try {
      const chosen = await this.#choose(question, signal);
      if (chosen === undefined) {
        terminal.write("  No answer, which means no.\n");
        if (question.toolCall !== undefined) onDenied(question.toolCall.id);
        return { optionId: denialOf(question), reason: "There was no answer at the terminal." };
      }
      if (isDenial(chosen) && question.toolCall !== undefined) onDenied(question.toolCall.id);
      return { optionId: chosen.id };
    } catch (error) {
      terminal.write("\n  The question was taken back.\n");
      throw error;
    }
  }

  /** Nothing at the end of input. */
  async #choose(question: ApprovalQuestion, signal: AbortSignal): Promise<ApprovalOption | undefined> {
    const { terminal } = this.#options;
    const { options } = question;
    const denial = options.find((option) => option.id === denialOf(question));
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const line = await terminal.ask("  Your answer (Enter: no): ", signal);
      if (line === undefined) return undefined;
      const chosen = line.trim() === "" ? denial : optionOf(line, options);
      if (chosen !== undefined) return chosen;
      terminal.write(`  That is none of them.${attempt < MAX_ATTEMPTS ? "" : " It means no."}\n`);
    }
    return denial;
  }
}
