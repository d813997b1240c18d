/**
 * What a session knows to be secret: the keys in its plan, what its references led to, and the same of modules that come later. Masks them
 * in all that clients are told of the session, except the conversation itself.
 */
import { KernelError } from "../../kernel/index.ts";
import { makeMask } from "../../modules/lib/redaction/index.ts";

export class SessionSecrets {
  #all: readonly string[];
  #mask: ReturnType<typeof makeMask>;

  constructor(secrets: readonly string[]) {
    this.#all = secrets;
    this.#mask = makeMask(secrets);
  }

  get all(): readonly string[] {
    return this.#all;
  }

  learn(secrets: readonly string[]): void {
    const more = secrets.filter((secret) => !this.#all.includes(secret));
    if (more.length === 0) return;
    this.#all = [...this.#all, ...more];
    this.#mask = makeMask(this.#all);
  }

  mask<Value>(value: Value): Value {
    return this.#mask(value);
  }

  /** What made the session fail before there was one. */
  maskError(error: unknown): unknown {
    if (!(error instanceof KernelError)) return error;
    const { code, message, problems, cause } = error;
    return new KernelError(code, this.mask(message), { problems: this.mask(problems), cause });
  }
}
