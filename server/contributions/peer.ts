/**
 * Whoever answers for a contribution: a client, or a module in a process of its own. Both are a connection that takes requests and
 * notifications, and sends notifications back; what they say means the same. It validates nothing.
 */
import type { JsonObject, Undo } from "../../kernel/index.ts";
import type { RequestOptions, RpcConnection } from "../rpc/contracts.ts";

export interface Peer {
  /** Rejects with an `RpcError`: the peer's own, `timeout`, `cancelled`, or `peer-gone` at once when nobody can answer any more. */
  request(method: string, params: JsonObject, options: RequestOptions): Promise<unknown>;
  notify(method: string, params: JsonObject): void;
  /** Hears every notification of a method, in the order in which they came, and before the reply that was sent behind them. */
  listen(method: string, listener: (params: unknown) => void): Undo;
  /** Whether it reads what it is sent: what may be left out is left out while it does not. */
  readonly hasRoom: boolean;
  /** Called once when it cannot answer any more; at once when it already cannot. */
  onGone(listener: () => void): Undo;
}

/** What may wait for a peer to read it before it counts as not reading. */
const MAX_UNREAD_BYTES = 1024 * 1024;

export class ConnectionPeer implements Peer {
  readonly #connection: RpcConnection;
  readonly #listeners = new Map<string, Set<(params: unknown) => void>>();

  constructor(connection: RpcConnection) {
    this.#connection = connection;
  }

  get hasRoom(): boolean {
    return this.#connection.queuedBytes < MAX_UNREAD_BYTES;
  }

  request(method: string, params: JsonObject, options: RequestOptions): Promise<unknown> {
    return this.#connection.request(method, params, options);
  }

  notify(method: string, params: JsonObject): void {
    this.#connection.notify(method, params);
  }

  listen(method: string, listener: (params: unknown) => void): Undo {
    const listeners = this.#listeners.get(method) ?? new Set();
    this.#listeners.set(method, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  onGone(listener: () => void): Undo {
    return this.#connection.onInputEnd(listener);
  }

  /** Hands a notification that came to whoever listens; nobody may. */
  take(method: string, params: unknown): void {
    for (const listener of [...(this.#listeners.get(method) ?? [])]) listener(params);
  }
}
