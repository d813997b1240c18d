/**
 * Who hears which events. Delivers every event once to each connection that subscribed to it, in order, behind what a replay
 * still sends; and makes a producer wait while a subscriber is slow.
 */
import { randomUUID } from "node:crypto";
import { type JsonObject, matchesPattern, type Observation, type Undo } from "../../kernel/index.ts";
import type { LoggedEvent } from "../store/contracts.ts";
import type { Client } from "./client.ts";
import { coalescingOf, type EventSource, liveMessage, loggedMessage } from "./event-message.ts";

export interface SubscriptionRequest {
  /** Nothing: every session. */
  readonly sessionId?: string | undefined;
  readonly patterns: readonly string[];
  readonly includesChildren: boolean;
  /** It comes with joining the session, and has no id for the client: joining again takes its place. */
  readonly isImplied?: boolean;
}

interface Subscription extends SubscriptionRequest {
  readonly id: string;
  readonly client: Client;
  /** Stops listening for the end of the connection. */
  leave: Undo;
  /** Live events that wait for a replay to end; nothing when none runs. */
  held: { readonly source: EventSource; readonly observation: Observation }[] | undefined;
}

/** A session, with its parents from the nearest to the root. */
export type Lineage = EventSource & { readonly ancestors: readonly string[] };

const MAX_SUBSCRIPTIONS_PER_CLIENT = 1000;
/** Answers to who wants an event, kept so that the next one is quick. */
const MAX_REMEMBERED = 10_000;

export class Subscriptions {
  readonly #byId = new Map<string, Subscription>();
  readonly #replaying = new Set<Subscription>();
  /** Who hears an event of a session, for as long as no subscription comes or goes. */
  readonly #wantingByEvent = new Map<string, readonly Subscription[]>();

  /** Answers the subscription's id; nothing when the client has too many. Ends with the client's connection. */
  add(client: Client, request: SubscriptionRequest): string | undefined {
    if (request.isImplied === true) this.#removeImplied(client, request.sessionId);
    if (this.countOf(client) >= MAX_SUBSCRIPTIONS_PER_CLIENT) return undefined;
    const subscription: Subscription = { ...request, id: randomUUID(), client, leave: () => {}, held: undefined };
    this.#byId.set(subscription.id, subscription);
    this.#wantingByEvent.clear();
    subscription.leave = client.connection.onClose(() => this.#delete(subscription.id));
    return subscription.id;
  }

  /** Answers whether the client had it. */
  remove(client: Client, id: string): boolean {
    return this.#byId.get(id)?.client === client && this.#delete(id);
  }

  removeSession(sessionId: string): void {
    for (const [id, subscription] of this.#byId) if (subscription.sessionId === sessionId) this.#delete(id);
  }

  countOf(client: Client): number {
    return [...this.#byId.values()].filter((subscription) => subscription.client === client).length;
  }

  /** Clients that hear anything of the session. */
  clientsOf(lineage: Lineage): Client[] {
    return [...new Set(this.#matching(lineage).map((subscription) => subscription.client))];
  }

  deliver(lineage: Lineage, observation: Observation): void {
    let message: JsonObject | undefined;
    for (const { client } of this.#wanting(lineage, observation.event)) {
      const held = this.#heldFor(client, lineage);
      if (held !== undefined) {
        held.push({ source: lineage, observation });
        continue;
      }
      message ??= liveMessage(lineage, observation);
      client.sendEvent(message, coalescingOf(lineage, observation));
    }
  }

  /** Resolves when every subscriber of the session has room for more. */
  async ready(lineage: Lineage): Promise<void> {
    await Promise.all(this.clientsOf(lineage).map((client) => client.connection.ready()));
  }

  /**
   * Sends what was logged up to `lastSeq`, then what happened in the meantime, then live events again: without a gap and without
   * a repeat.
   */
  async replay(
    id: string,
    range: { source: EventSource; lastSeq: number },
    log: AsyncIterable<LoggedEvent>,
  ): Promise<void> {
    const subscription = this.#byId.get(id);
    if (subscription === undefined) return;
    subscription.held = [];
    this.#replaying.add(subscription);
    const { client, patterns } = subscription;
    try {
      for await (const logged of log) {
        if (logged.seq > range.lastSeq || !this.#byId.has(id)) break;
        if (!client.wants(logged.event) || !patterns.some((pattern) => matchesPattern(pattern, logged.event))) continue;
        client.sendEvent(loggedMessage(range.source, logged), undefined);
        await client.connection.ready();
      }
    } finally {
      const { held } = subscription;
      subscription.held = undefined;
      this.#replaying.delete(subscription);
      for (const { source, observation } of held) {
        client.sendEvent(liveMessage(source, observation), coalescingOf(source, observation));
      }
    }
  }

  /** While a client catches up on a session, whatever else it hears of that session waits behind it. */
  #heldFor(client: Client, lineage: Lineage): Subscription["held"] {
    for (const subscription of this.#replaying) {
      if (subscription.client === client && covers(subscription, lineage)) return subscription.held;
    }
    return undefined;
  }

  #removeImplied(client: Client, sessionId: string | undefined): void {
    for (const [id, one] of this.#byId)
      if (one.isImplied === true && one.client === client && one.sessionId === sessionId) this.#delete(id);
  }

  #delete(id: string): boolean {
    this.#wantingByEvent.clear();
    this.#byId.get(id)?.leave();
    return this.#byId.delete(id);
  }

  /** One subscription for each client that wants the event. */
  #wanting(lineage: Lineage, event: string): readonly Subscription[] {
    const key = `${lineage.sessionId} ${event}`;
    const known = this.#wantingByEvent.get(key);
    if (known !== undefined) return known;
    const wanting = this.#matching(lineage).filter(({ client, patterns }) => {
      return client.wants(event) && patterns.some((pattern) => matchesPattern(pattern, event));
    });
    const found = wanting.filter(
      ({ client }, index) => wanting.findIndex((other) => other.client === client) === index,
    );
    if (this.#wantingByEvent.size >= MAX_REMEMBERED) this.#wantingByEvent.clear();
    this.#wantingByEvent.set(key, found);
    return found;
  }

  #matching(lineage: Lineage): Subscription[] {
    return [...this.#byId.values()].filter((subscription) => covers(subscription, lineage));
  }
}

function covers({ sessionId, includesChildren }: SubscriptionRequest, lineage: Lineage): boolean {
  if (sessionId === undefined || sessionId === lineage.sessionId) return true;
  return includesChildren && lineage.ancestors.includes(sessionId);
}
