/** A server that could not be reached, or refuses what it is asked, in words that name the reason. */
export interface FailureTraits {
  /** A stable word for programs. */
  readonly kind?: string;
  /** It would fail in the same way again, such as a program that does not exist. */
  readonly isFinal?: boolean;
  /** Resolves when another attempt may fare better; until then none is made by itself. */
  readonly retryWhen?: (signal: AbortSignal) => Promise<void>;
}

export class ConnectFailure extends Error {
  readonly kind: string;
  readonly isFinal: boolean;
  readonly retryWhen: ((signal: AbortSignal) => Promise<void>) | undefined;

  constructor(message: string, { kind = "server-unavailable", isFinal = false, retryWhen }: FailureTraits = {}) {
    super(message);
    this.kind = kind;
    this.isFinal = isFinal;
    this.retryWhen = retryWhen;
  }
}
