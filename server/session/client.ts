/** A client as the sessions see it: its connection, what it said of itself at `initialize`, and how it wants its events. */
import { type JsonObject, matchesPattern } from "../../kernel/index.ts";
import { ClientContributions } from "../contributions/client-contributions.ts";
import type { Coalescing, RpcConnection } from "../rpc/contracts.ts";

export interface ClientOptions {
  readonly name: string;
  readonly cwd: string;
  readonly answersApprovals: boolean;
  readonly answersInput: boolean;
  readonly showsMessages: boolean;
  /** Patterns of events that it never wants. */
  readonly optOut: readonly string[];
  /** How long text may be held back, so that pieces of it merge. 0: not at all. */
  readonly maxLatencyMs: number;
}

/** Text that is held back, to merge with what follows. */
interface Held {
  params: JsonObject;
  readonly coalescing: Coalescing;
}

export class Client {
  readonly connection: RpcConnection;
  readonly contributions: ClientContributions;
  readonly #options: ClientOptions;
  #held: Held | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(connection: RpcConnection, options: ClientOptions) {
    this.connection = connection;
    this.#options = options;
    this.contributions = new ClientContributions(connection, options.name);
    connection.onClose(() => clearTimeout(this.#timer));
  }

  get name(): string {
    return this.#options.name;
  }

  /** Where its relative paths start. */
  get cwd(): string {
    return this.#options.cwd;
  }

  get canAnswerApprovals(): boolean {
    return this.#options.answersApprovals && this.connection.canAnswer;
  }

  get canAnswerInput(): boolean {
    return this.#options.answersInput && this.connection.canAnswer;
  }

  get showsMessages(): boolean {
    return this.#options.showsMessages;
  }

  wants(event: string): boolean {
    return !this.#options.optOut.some((pattern) => matchesPattern(pattern, event));
  }

  /** Sends an event, behind everything that was sent before; text waits for more of it as long as the client allows. */
  sendEvent(params: JsonObject, coalescing: Coalescing | undefined): void {
    if (this.#options.maxLatencyMs === 0) {
      this.connection.notify("session/event", params, coalescing);
    } else if (coalescing === undefined || !this.#merge(params, coalescing)) {
      this.flush();
      if (coalescing === undefined) this.connection.notify("session/event", params);
      else this.#hold({ params, coalescing });
    }
  }

  /** Sends what is held back: before anything else goes to the client, so that order is kept. */
  flush(): void {
    clearTimeout(this.#timer);
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) this.connection.notify("session/event", held.params, held.coalescing);
  }

  #merge(params: JsonObject, { key }: Coalescing): boolean {
    if (this.#held?.coalescing.key !== key) return false;
    const merged = this.#held.coalescing.merge(this.#held.params, params);
    if (merged !== undefined) this.#held.params = merged;
    return merged !== undefined;
  }

  #hold(held: Held): void {
    this.#held = held;
    this.#timer = setTimeout(() => this.flush(), this.#options.maxLatencyMs);
  }
}
