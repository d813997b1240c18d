/** The server wants a login that only a person can give; nothing in a session opens a browser. */
import { ConnectFailure } from "../connect-failure.ts";

export class LoginNeeded extends ConnectFailure {
  /** @param retryWhen resolves when somebody may have logged in */
  constructor(message: string, retryWhen?: (signal: AbortSignal) => Promise<void>) {
    super(message, { kind: "login-needed", ...(retryWhen && { retryWhen }) });
  }
}
