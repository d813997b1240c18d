/**
 * Tells when a client of streamable HTTP hears what its server says by itself. Up to 2025-11-25 that comes on a stream which the SDK asks
 * for in the background, after the handshake; what a server says before there is one, a question to the user too, reaches nobody.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { FetchLike } from "@modelcontextprotocol/client";

/** A server may open the stream with its first word only, so no start waits for long. */
export const MAX_WAIT_MS = 2000;
/** To the notification that ends the handshake: from then on the stream is asked for. */
const ACCEPTED = 202;

export class ListeningStream {
  /** For the transport. */
  readonly fetch: FetchLike;
  #isExpected = false;
  #hasAnswered = (): void => {};
  readonly #answered = new Promise<void>((resolve) => {
    this.#hasAnswered = resolve;
  });

  constructor(fetch: FetchLike) {
    this.fetch = async (input, init) => {
      try {
        const response = await fetch(input, init);
        if (response.status === ACCEPTED) this.#isExpected = true;
        return response;
      } finally {
        if (init?.method === "GET") this.#hasAnswered();
      }
    };
  }

  /** Resolves when the server answered to the wish for a stream, whatever it said; when it takes too long; and when the signal aborts. */
  async opened(signal: AbortSignal): Promise<void> {
    if (!this.#isExpected) return;
    const given = new AbortController();
    const wait = delay(MAX_WAIT_MS, undefined, { signal: AbortSignal.any([signal, given.signal]), ref: false });
    await Promise.race([this.#answered, wait.catch(() => {})]);
    given.abort();
  }
}
