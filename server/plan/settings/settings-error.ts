/** Settings, profiles, trust or collections that cannot be read or written, as a kind of the protocol's error table. */
import type { Problem } from "../../../kernel/index.ts";
import type { ErrorKind } from "../../../protocol/index.ts";

export class SettingsError extends Error {
  readonly kind: ErrorKind;
  readonly problems: readonly Problem[];

  constructor(kind: ErrorKind, message: string, problems: readonly Problem[] = []) {
    super(message);
    this.name = "SettingsError";
    this.kind = kind;
    this.problems = problems;
  }
}
