/** Owns undos: runs them in reverse order, once, each awaited, one failure not stopping the rest. */
import type { Cleanup } from "./contracts/host.ts";
import { messageOf } from "./errors.ts";

export class Scope {
  #cleanups: { readonly label: string; readonly run: Cleanup }[] = [];

  add(label: string, run: Cleanup): void {
    this.#cleanups.push({ label, run });
  }

  /** Never rejects; answers what failed, one line each. */
  async close(): Promise<string[]> {
    const failures: string[] = [];
    for (let next = this.#cleanups.pop(); next !== undefined; next = this.#cleanups.pop()) {
      try {
        await next.run();
      } catch (error) {
        failures.push(`${next.label}: ${messageOf(error)}`);
      }
    }
    return failures;
  }
}
