/** What ends a command: one line that says what was wrong, where, and what to do; and the exit code. */
import { AmpdError } from "../node/ampd-error.ts";
import { EXIT, exitCodeOfError } from "./exit-codes.ts";

export class ShellError extends Error {
  override readonly name = "ShellError";
  readonly exitCode: number;
  /** A stable word for programs. */
  readonly kind: string;

  constructor(
    message: string,
    options: { readonly exitCode?: number; readonly kind?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.exitCode = options.exitCode ?? EXIT.usage;
    this.kind = options.kind ?? "usage";
  }

  /** Anything that was thrown, as such an error. */
  static of(error: unknown): ShellError {
    if (error instanceof ShellError) return error;
    if (error instanceof AmpdError) {
      const { kind } = error;
      return new ShellError(oneLine(withAdvice(error)), { exitCode: exitCodeOfError(error), kind, cause: error });
    }
    const message = error instanceof Error ? error.message : String(error);
    return new ShellError(oneLine(message), { exitCode: EXIT.failed, kind: "internal", cause: error });
  }
}

/** A write to stdout that failed; nothing where its reader has gone, which has seen enough. */
export function outputError(error: NodeJS.ErrnoException): ShellError | undefined {
  if (error.code === "EPIPE") return undefined;
  const reason = /^[A-Z0-9]+: (.+?)(?:, \w+)?$/.exec(error.message)?.[1] ?? error.message;
  return new ShellError(`stdout: ${reason}`, { exitCode: EXIT.failed, kind: "stdout-failed", cause: error });
}

/** The server speaks to programs; these say the same to a person with a shell. */
const ADVICE: Readonly<Record<string, string>> = {
  "session-not-found": "`ampsh sessions list --all` names all.",
  "session-exists": "Continue it with `--resume`, or choose another id.",
  "provider-authentication": "Check the key in the environment.",
  "provider-configuration": "Check the key in the environment, or choose another profile with `--profile`.",
  "start-failed": "Install the package again.",
  "process-died": "Run it again; `--continue` keeps what was stored of the session.",
};

function withAdvice({ message, hint, kind, retryAfterMs }: AmpdError): string {
  const said = kind === "session-not-found" || kind === "session-exists" ? (message.split(";")[0] ?? message) : message;
  const wait = retryAfterMs === undefined ? undefined : `Try again in ${Math.ceil(retryAfterMs / 1000)} s.`;
  return [said, hint ?? ADVICE[kind], wait]
    .filter((part) => part !== undefined)
    .map((part) => part.trim().replace(/([^.!?])$/, "$1."))
    .join(" ");
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}
