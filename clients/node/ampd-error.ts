/** The one error that this client throws: what the server answered, or what happened to the connection to it. */
import type { ErrorKind } from "../../protocol/index.ts";

/** What can go wrong on this side of the wire. */
export type LocalErrorKind =
  | "start-failed"
  | "process-died"
  | "connection-closed"
  | "protocol-broken"
  | "overloaded"
  | "timeout"
  | "cancelled";

export interface AmpdErrorDetails {
  /** The number on the wire; nothing for what happened on this side. */
  readonly code?: number | undefined;
  readonly kind: ErrorKind | LocalErrorKind | (string & {});
  readonly retryable?: boolean | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly hint?: string | undefined;
  /** All of `error.data`. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  readonly cause?: unknown;
}

export class AmpdError extends Error {
  override readonly name = "AmpdError";
  readonly code: number | undefined;
  readonly kind: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly hint: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(message: string, details: AmpdErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.kind = details.kind;
    this.retryable = details.retryable ?? false;
    this.retryAfterMs = details.retryAfterMs;
    this.hint = details.hint;
    this.data = details.data ?? {};
  }

  /** From the `error` member of an answer. What does not fit the protocol is taken as well as it can be. */
  static fromWire(error: unknown): AmpdError {
    const { code, message, data } = asRecord(error);
    const { kind, retryable, retryAfterMs, hint, ...rest } = asRecord(data);
    return new AmpdError(typeof message === "string" ? message : "The server answered an error without a message.", {
      code: typeof code === "number" ? code : undefined,
      kind: typeof kind === "string" ? kind : "internal",
      retryable: retryable === true,
      retryAfterMs: typeof retryAfterMs === "number" ? retryAfterMs : undefined,
      hint: typeof hint === "string" ? hint : undefined,
      data: rest,
    });
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
