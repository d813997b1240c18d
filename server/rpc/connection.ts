/** The connection as the rest of the server sees it: it notifies, asks and ends. It reads nothing. */
import type { JsonObject, Undo } from "../../kernel/index.ts";
import type { EgressQueue } from "../transport/index.ts";
import type { CloseReason, Coalescing, RequestOptions, RpcConnection, RpcError } from "./contracts.ts";
import { describe, wireError } from "./errors.ts";
import type { OutboundRequests } from "./outbound-requests.ts";
import type { Trace } from "./trace.ts";
import type { Waiting } from "./waiting.ts";

export interface ConnectionOptions {
  readonly egress: EgressQueue;
  readonly outbound: OutboundRequests;
  readonly trace: Trace;
  readonly waiting: Waiting;
  readonly maxEgressBytes: number;
  readonly report: (line: string) => void;
}

let connections = 0;

export class Connection implements RpcConnection {
  readonly id = `connection-${++connections}`;
  readonly closed: Promise<CloseReason>;
  readonly #options: ConnectionOptions;
  readonly #inputEnd = new OneTime<undefined>();
  readonly #close = new OneTime<CloseReason>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.closed = new Promise((resolve) => void this.onClose(resolve));
  }

  get canAnswer(): boolean {
    return !this.#inputEnd.hasHappened;
  }

  get isClosed(): boolean {
    return this.#close.hasHappened;
  }

  get queuedBytes(): number {
    return this.#options.egress.bytes;
  }

  notify(method: string, params: JsonObject, coalescing?: Coalescing): void {
    const message = { jsonrpc: "2.0", method, params };
    try {
      this.#options.egress.push(message, coalescing && mergingOf(coalescing));
    } catch (error) {
      this.#options.report(`${method}: the notification has no JSON text: ${describe(error)}`);
      return;
    }
    if (this.#options.trace.isOn) this.#options.trace.log(`Sending notification '${method}'.`, params);
  }

  async ready(): Promise<void> {
    const { waiting, egress, maxEgressBytes } = this.#options;
    await waiting.until(() => egress.bytes < maxEgressBytes || this.isClosed);
  }

  request(method: string, params: JsonObject, options: RequestOptions): Promise<unknown> {
    return this.#options.outbound.send(method, params, options);
  }

  onClose(listener: (reason: CloseReason) => void): Undo {
    return this.#close.listen(listener);
  }

  onInputEnd(listener: () => void): Undo {
    return this.#inputEnd.listen(listener);
  }

  close(reason: CloseReason): void {
    if (this.isClosed) return;
    this.endInput(wireError("peer-gone", `The connection is closing (${reason}).`));
    this.#close.happen(reason, this.#options.report);
    this.#options.waiting.recheck();
  }

  /** The client will not say anything more. */
  endInput(error: RpcError = wireError("peer-gone", "The client has closed its end.")): void {
    this.#options.outbound.rejectAll(error);
    this.#inputEnd.happen(undefined, this.#options.report);
  }
}

/** Something that happens once; whoever listens later hears of it at once. */
class OneTime<T> {
  #listeners = new Set<(value: T) => void>();
  #happened: { readonly value: T } | undefined;

  get hasHappened(): boolean {
    return this.#happened !== undefined;
  }

  listen(listener: (value: T) => void): Undo {
    if (this.#happened !== undefined) listener(this.#happened.value);
    else this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  happen(value: T, report: (line: string) => void): void {
    if (this.#happened !== undefined) return;
    this.#happened = { value };
    for (const listener of this.#listeners) {
      try {
        listener(value);
      } catch (error) {
        report(`a listener failed: ${describe(error)}`);
      }
    }
    this.#listeners.clear();
  }
}

/** What merges is whole messages; what the caller knows of is params. */
function mergingOf({ key, merge }: Coalescing): Parameters<EgressQueue["push"]>[1] {
  return {
    key,
    merge: (previous, next) => {
      const params = merge(previous.params as JsonObject, next.params as JsonObject);
      return params === undefined ? undefined : { ...next, params };
    },
  };
}
