/** Collects the responses of one batch and hands them over as one array; nothing for a batch that asked for none. */
import { wireError } from "./errors.ts";
import type { ReplySink } from "./live-requests.ts";
import { errorJson, errorObject } from "./responses.ts";

/** Far below the longest string that the engine makes. */
const MAX_ARRAY_CHARACTERS = 256 * 1024 * 1024;

export class BatchReply {
  readonly #send: ReplySink;
  readonly #responses: string[] = [];
  readonly #afterReply: (() => void)[] = [];
  #outstanding = 0;
  #isComplete = false;

  constructor(send: ReplySink) {
    this.#send = send;
  }

  /** A place for the response of one more entry. */
  expect(): ReplySink {
    this.#outstanding++;
    return (json, afterReply) => {
      this.#responses.push(json);
      this.#afterReply.push(...afterReply);
      this.#outstanding--;
      this.#sendWhenDone();
    };
  }

  /** There are no more entries. */
  complete(): void {
    this.#isComplete = true;
    this.#sendWhenDone();
  }

  #sendWhenDone(): void {
    if (!this.#isComplete || this.#outstanding > 0) return;
    if (this.#responses.length > 0) this.#send(this.#arrayJson(), this.#afterReply);
  }

  #arrayJson(): string {
    const characters = this.#responses.reduce((sum, response) => sum + response.length, 0);
    if (characters <= MAX_ARRAY_CHARACTERS) return `[${this.#responses.join(",")}]`;
    return errorJson(
      null,
      errorObject(wireError("internal", "The answers of the batch are too large for one message.")),
    );
  }
}
