/** What goes to stdout while a turn runs and when it is over, by the output format. */
import type { SessionEvent } from "../node/index.ts";
import type { OutputFormat } from "./command.ts";
import { type Outcome, resultLine } from "./outcome.ts";
import type { Screen } from "./screen.ts";

export interface AnswerWriter {
  /** The events that it needs, as patterns. */
  readonly events: string[];
  /** `isOwn`: it is an event of the session itself, not of a child. */
  onEvent(event: SessionEvent, isOwn: boolean): void;
  finish(outcome: Outcome): void;
}

export function makeAnswerWriter(format: OutputFormat, screen: Screen): AnswerWriter {
  if (format === "text") return new TextAnswer(screen);
  return format === "json" ? jsonAnswer(screen) : streamJsonAnswer(screen);
}

/** Everything that a person or a record is told of comes from these. */
const TOLD = [
  "content_block:*",
  "thinking:final",
  "tool:pre",
  "tool:post",
  "tool:error",
  "approval:*",
  "provider:request",
  "provider:retry",
  "provider:throttle",
  "llm:response",
];

/** The text as it comes. Several answers in one turn are set apart by a blank line. */
class TextAnswer implements AnswerWriter {
  readonly events = TOLD;
  readonly #screen: Screen;
  #requestId: unknown;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  onEvent({ event, data }: SessionEvent, isOwn: boolean): void {
    if (!isOwn || event !== "content_block:delta" || data.block_type !== "text") return;
    if (this.#requestId !== undefined && this.#requestId !== data.request_id) {
      this.#screen.endLine();
      this.#screen.write("\n");
    }
    this.#requestId = data.request_id;
    this.#screen.write(String(data.delta));
  }

  finish(): void {
    this.#screen.endLine();
  }
}

function jsonAnswer(screen: Screen): AnswerWriter {
  return {
    events: TOLD,
    onEvent: () => {},
    finish: (outcome) => screen.write(resultLine("json", outcome)),
  };
}

function streamJsonAnswer(screen: Screen): AnswerWriter {
  return {
    events: ["*"],
    onEvent: (event) => screen.write(`${JSON.stringify({ type: "event", ...event })}\n`),
    finish: (outcome) => screen.write(resultLine("stream-json", outcome)),
  };
}
