/** The sessions that live in this process, by their ids: those that are there, those that are being made, and those that left nothing behind. */
import type { LiveSession } from "./live-session.ts";
import { RequestError } from "./request-error.ts";

const MAX_LIVE_SESSIONS = 1000;
const MAX_FORGOTTEN = 1000;

export class SessionSet {
  readonly #live = new Map<string, LiveSession>();
  /** By id, what is being made or brought back: requests that come in the meantime wait for it. */
  readonly #starting = new Map<string, Promise<unknown>>();
  /** Ids of ephemeral sessions that are over, so that whoever asks for one hears why it is not there. */
  readonly #forgotten = new Set<string>();

  get all(): readonly LiveSession[] {
    return [...this.#live.values()];
  }

  find(sessionId: string): LiveSession | undefined {
    return this.#live.get(sessionId);
  }

  /** The session if it is live; waits for one that is still being made. */
  async lookUp(sessionId: string): Promise<LiveSession | undefined> {
    await this.#starting.get(sessionId)?.catch(() => {});
    return this.#live.get(sessionId);
  }

  add(session: LiveSession): void {
    this.#live.set(session.sessionId, session);
  }

  remove(session: LiveSession): void {
    if (this.#live.get(session.sessionId) === session) this.#live.delete(session.sessionId);
    if (session.stored.isKept) return;
    this.#forgotten.add(session.sessionId);
    for (const oldest of this.#forgotten) if (this.#forgotten.size > MAX_FORGOTTEN) this.#forgotten.delete(oldest);
  }

  /** @throws RequestError `session-not-found` for one of which nothing was stored */
  requireKept(sessionId: string): void {
    if (!this.#forgotten.has(sessionId) || this.#live.has(sessionId)) return;
    const message = `Session ${sessionId} was ephemeral and is closed: nothing of it was stored.`;
    throw new RequestError("session-not-found", message);
  }

  /** One start at a time for an id. @throws RequestError `session-exists`, `overloaded` */
  async reserve<Value>(sessionId: string, start: () => Promise<Value>): Promise<Value> {
    if (this.#live.has(sessionId) || this.#starting.has(sessionId)) {
      throw new RequestError(
        "session-exists",
        `There is a session ${sessionId} already; use it, or choose another id.`,
      );
    }
    if (this.#live.size + this.#starting.size >= MAX_LIVE_SESSIONS) {
      throw new RequestError(
        "overloaded",
        `There are ${MAX_LIVE_SESSIONS} live sessions, which is the limit; close some.`,
      );
    }
    const starting = start();
    this.#starting.set(sessionId, starting);
    try {
      return await starting;
    } finally {
      this.#starting.delete(sessionId);
    }
  }
}
