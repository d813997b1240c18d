/** The two ends of vscode-jsonrpc: a reader that is handed messages, and a writer that passes each to whoever it is for. */
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  Message,
  type MessageReader,
  type MessageWriter,
} from "vscode-jsonrpc/node";
import type { ErrorObject } from "./responses.ts";

export class HandedReader extends AbstractMessageReader implements MessageReader {
  #callback: DataCallback = () => {};

  listen(callback: DataCallback): Disposable {
    this.#callback = callback;
    return {
      dispose: () => {
        this.#callback = () => {};
      },
    };
  }

  hand(message: Message): void {
    this.#callback(message);
  }
}

export interface WriterTargets {
  readonly answer: (
    internalId: string,
    outcome: { readonly result: unknown } | { readonly error: ErrorObject },
  ) => void;
  readonly send: (message: object) => void;
}

export class TranslatingWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #targets: WriterTargets;
  #lastRequestId = -1;

  constructor(targets: WriterTargets) {
    super();
    this.#targets = targets;
  }

  /** The number that the library gave to the request that it wrote last. */
  get lastRequestId(): number {
    return this.#lastRequestId;
  }

  /** Never rejects: what becomes of a message that cannot be sent is decided by the targets. */
  async write(message: Message): Promise<void> {
    if (Message.isResponse(message)) {
      const { error, result } = message;
      this.#targets.answer(String(message.id), error === undefined ? { result } : { error });
      return;
    }
    if (Message.isRequest(message)) this.#lastRequestId = Number(message.id);
    this.#targets.send(message);
  }

  end(): void {}
}
