/** What can go wrong with stored sessions, as a kind of the protocol's error table. */
import type { ErrorKind } from "../../protocol/index.ts";

export class StoreError extends Error {
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "StoreError";
    this.kind = kind;
  }
}
