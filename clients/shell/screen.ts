/**
 * What ampsh writes: the answer to stdout, everything else in whole lines to stderr. It keeps the two apart on a terminal that shows
 * both, and holds notes back while a question is open.
 */
import { outputError, type ShellError } from "./shell-error.ts";
import { Spinner } from "./spinner.ts";
import { visibleAnswer } from "./visible.ts";

export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  write(text: string, done?: () => void): boolean;
  on(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
}

export interface ScreenOptions {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly isSpinning: boolean;
  /** Nothing more can be written to stdout: its reader has gone, or a write has failed. */
  readonly onBrokenOutput: () => void;
}

/** More held lines than this are let through all the same. */
const MAX_HELD_LINES = 1000;

export class Screen {
  readonly #options: ScreenOptions;
  readonly #spinner: Spinner;
  #isAtLineStart = true;
  #endsWithNewline = true;
  #held: string[] | undefined;
  #failure: ShellError | undefined;

  constructor(options: ScreenOptions) {
    this.#options = options;
    this.#spinner = new Spinner((text) => options.stderr.write(text), options.isSpinning);
    options.stdout.on("error", (error) => {
      this.#failure ??= outputError(error);
      options.onBrokenOutput();
    });
    // Without stderr there is nowhere to say so; the answer still goes out.
    options.stderr.on("error", () => {});
  }

  /** Why stdout does not hold all that was written; nothing where its reader has gone, which is no failure. */
  get outputFailure(): ShellError | undefined {
    return this.#failure;
  }

  /** Text for stdout, as it is; made safe where stdout is a terminal. */
  write(text: string): void {
    if (text === "") return;
    this.#spinner.hide();
    const { stdout } = this.#options;
    stdout.write(stdout.isTTY === true ? visibleAnswer(text) : text);
    this.#endsWithNewline = text.endsWith("\n");
    this.#isAtLineStart = this.#endsWithNewline;
  }

  /** Ends the last line on stdout, where it is open. */
  endLine(): void {
    if (!this.#endsWithNewline) this.write("\n");
  }

  /** A line for stderr. */
  note(line: string): void {
    if (this.#held !== undefined && this.#held.length < MAX_HELD_LINES) {
      this.#held.push(line);
      return;
    }
    this.#spinner.hide();
    this.#leaveOpenLine();
    this.#options.stderr.write(`${line}\n`);
  }

  /** Says that something goes on, where that can be shown. */
  showActivity(label: string): void {
    if (this.#held === undefined && (this.#isAtLineStart || !this.#sharesTerminal)) this.#spinner.show(label);
  }

  hideActivity(): void {
    this.#spinner.hide();
  }

  /** Runs while notes wait. */
  async hold<Value>(work: () => Promise<Value>): Promise<Value> {
    this.#spinner.hide();
    this.#leaveOpenLine();
    this.#held ??= [];
    try {
      return await work();
    } finally {
      const held = this.#held ?? [];
      this.#held = undefined;
      for (const line of held) this.note(line);
    }
  }

  /** Resolves when everything is written, or cannot be. */
  async flush(): Promise<void> {
    this.#spinner.hide();
    await Promise.all([this.#options.stdout, this.#options.stderr].map(flushed));
  }

  get #sharesTerminal(): boolean {
    return this.#options.stdout.isTTY === true && this.#options.stderr.isTTY === true;
  }

  /** The answer's bytes stay what they are: the line break goes to the terminal by way of stderr. */
  #leaveOpenLine(): void {
    if (this.#isAtLineStart) return;
    if (this.#sharesTerminal) this.#options.stderr.write("\n");
    this.#isAtLineStart = true;
  }
}

function flushed(stream: OutputStream): Promise<void> {
  return new Promise((resolve) => {
    stream.on("error", () => resolve());
    stream.write("", () => resolve());
  });
}
