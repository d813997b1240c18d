/**
 * What the server does for its store on the side, once: removes what died half made, and what the user's settings say has been kept
 * long enough. It begins when requests have had their chance, delays none, and removes only so much at a time.
 */
import { messageOf } from "../../kernel/index.ts";
import type { SettingsService } from "../plan/settings/settings-service.ts";
import type { SessionStore } from "../store/contracts.ts";
import { pruneSessions } from "../store/prune-sessions.ts";

export interface HousekeepingOptions {
  readonly store: SessionStore;
  readonly settings: SettingsService;
  readonly report: (line: string) => void;
}

const DELAY_MS = 1000;
/** The rest is for the next server. */
const MAX_REMOVED = 1000;

export class Housekeeping {
  readonly #options: HousekeepingOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #stopping = new AbortController();
  #work: Promise<void> = Promise.resolve();

  constructor(options: HousekeepingOptions) {
    this.#options = options;
    this.#timer = setTimeout(() => {
      this.#work = this.#run().catch((error) => options.report(`housekeeping: ${messageOf(error)}`));
    }, DELAY_MS).unref();
  }

  /** Waits at most for the session that is being removed. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stopping.abort();
    await this.#work;
  }

  async #run(): Promise<void> {
    const { store, settings, report } = this.#options;
    const { signal } = this.#stopping;
    await store.tidy();
    // Only the user's own file may say it, so any directory will do.
    const { retention } = (await settings.read("/")).values;
    if (retention === undefined) return;
    await pruneSessions({ store, rules: retention, limit: MAX_REMOVED, signal, report, onRemoved: () => {} });
  }
}
