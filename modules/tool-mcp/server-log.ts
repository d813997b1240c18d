/** What one server says on stderr, kept in the session's directory in a bounded file; an ephemeral session keeps nothing. */
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { type Coordinator, messageOf } from "../../kernel/index.ts";
import { LogFile } from "../lib/log-file/index.ts";
import { type SessionRedactor, sessionRedactor } from "../lib/redaction/index.ts";

export const LOG_DIRECTORY = "mcp-logs";
const MAX_BYTES = 512 * 1024;
const MAX_FILES = 2;
/** A line that does not end is written in pieces of this length. */
const MAX_LINE_CHARS = 8192;
const MAX_NAME_CHARS = 100;

export class ServerLog {
  readonly #report: (error: unknown) => void;
  readonly #file: LogFile | undefined;
  readonly #redactor: SessionRedactor;
  readonly #decoder = new StringDecoder("utf8");
  /** A line that has not ended yet. */
  #rest = "";
  #hasFailed = false;

  constructor(coordinator: Coordinator, server: string) {
    this.#redactor = sessionRedactor(coordinator);
    const stateDir = coordinator.getCapability<string>("session.state_dir");
    this.#report = (error) => {
      if (this.#hasFailed) return;
      this.#hasFailed = true;
      coordinator.host.report(`tool-mcp: what ${server} says cannot be kept: ${messageOf(error)}`);
    };
    const file = `${server.replace(/[^A-Za-z0-9_-]/g, "_").slice(0, MAX_NAME_CHARS)}.log`;
    if (stateDir !== undefined) {
      const path = join(stateDir, LOG_DIRECTORY, file);
      this.#file = new LogFile({ path, maxBytes: MAX_BYTES, maxFiles: MAX_FILES, onRotationFailure: this.#report });
    }
  }

  append(chunk: Buffer): void {
    if (this.#file === undefined || this.#hasFailed) return;
    const text = this.#rest + this.#decoder.write(chunk);
    const end = text.lastIndexOf("\n") + 1;
    this.#rest = text.slice(end);
    this.#write(text.slice(0, end));
    while (this.#rest.length > MAX_LINE_CHARS) this.#writePiece();
  }

  /** Ours, between its lines: one that has not ended yet stays whole. */
  note(line: string): void {
    this.#write(`${line}\n`);
  }

  /** What comes next is of another life. */
  endLine(): void {
    this.#write(this.#rest + this.#decoder.end());
    this.#rest = "";
  }

  close(): void {
    this.endLine();
    this.#file?.close();
  }

  /** Up to a blank, as a secret that is cut in two is seen by nobody. */
  #writePiece(): void {
    const blank = this.#rest.lastIndexOf(" ", MAX_LINE_CHARS - 1) + 1;
    const end = blank > 0 ? blank : MAX_LINE_CHARS;
    this.#write(this.#rest.slice(0, end));
    this.#rest = this.#rest.slice(end);
  }

  #write(text: string): void {
    if (text === "" || this.#hasFailed) return;
    try {
      this.#file?.append(this.#redactor.redactText(text.endsWith("\n") ? text : `${text}\n`));
    } catch (error) {
      this.#report(error);
    }
  }
}
