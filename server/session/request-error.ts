/** A request that cannot be met, as a kind of the protocol's error table: what the server's own code throws. */
import type { ErrorKind } from "../../protocol/index.ts";

export class RequestError extends Error {
  readonly kind: ErrorKind;
  /** More members of `error.data`. */
  readonly data: Readonly<Record<string, unknown>>;

  constructor(kind: ErrorKind, message: string, data: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = "RequestError";
    this.kind = kind;
    this.data = data;
  }
}
