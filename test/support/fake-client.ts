/** A client without a wire: it keeps what it is told, and answers what it is asked when a test says so. */
import type { JsonObject } from "../../kernel/index.ts";
import type { CloseReason, Coalescing, RequestOptions, RpcConnection } from "../../server/rpc/contracts.ts";
import { wireError } from "../../server/rpc/errors.ts";
import { Client, type ClientOptions } from "../../server/session/client.ts";

export interface Asked {
  readonly method: string;
  readonly params: JsonObject;
  readonly options: RequestOptions;
  readonly answer: (result: unknown) => void;
  readonly fail: (error: Error) => void;
}

export class FakeConnection implements RpcConnection {
  readonly id = "fake";
  readonly told: {
    readonly method: string;
    readonly params: JsonObject;
    readonly coalescing: Coalescing | undefined;
  }[] = [];
  readonly asked: Asked[] = [];
  readonly closed = new Promise<CloseReason>(() => {});
  canAnswer = true;
  isClosed = false;
  /** What `ready` waits for. */
  room: Promise<void> = Promise.resolve();
  #listeners: ((reason: CloseReason) => void)[] = [];

  notify(method: string, params: JsonObject, coalescing?: Coalescing): void {
    this.told.push({ method, params, coalescing });
  }

  ready(): Promise<void> {
    return this.room;
  }

  request(method: string, params: JsonObject, options: RequestOptions): Promise<unknown> {
    return new Promise((answer, fail) => {
      options.signal.addEventListener("abort", () => fail(wireError("cancelled", "It was withdrawn.")), { once: true });
      this.asked.push({ method, params, options, answer, fail });
    });
  }

  onClose(listener: (reason: CloseReason) => void): () => void {
    this.#listeners.push(listener);
    return () => {};
  }

  onInputEnd(): () => void {
    return () => {};
  }

  queuedBytes = 0;

  close(reason: CloseReason): void {
    this.isClosed = true;
    for (const listener of this.#listeners) listener(reason);
  }
}

export function fakeClient(options: Partial<ClientOptions> = {}): { client: Client; connection: FakeConnection } {
  const connection = new FakeConnection();
  const defaults = {
    name: "fake",
    cwd: "/",
    answersApprovals: true,
    answersInput: true,
    showsMessages: false,
    optOut: [],
    maxLatencyMs: 0,
  };
  return { client: new Client(connection, { ...defaults, ...options }), connection };
}
