/**
 * The clients of a live session: who made it or asked something of it, who may be asked, who gives it what they have. A sub-session has
 * those of the sessions that it works for, too.
 */
import type { Undo } from "../../kernel/index.ts";
import type { Host } from "../contributions/client-contributions.ts";
import type { Client } from "./client.ts";

export interface SessionClientsOptions {
  /** The session, as what clients give is mounted in it. */
  readonly host: Host;
  readonly subscribers: () => Iterable<Client>;
  /** Asks one of them what waits for an answer. */
  readonly ask: (client: Client) => void;
  readonly parent: SessionClients | undefined;
  readonly children: () => readonly SessionClients[];
}

export class SessionClients {
  readonly #options: SessionClientsOptions;
  /** Clients that made it, brought it back or asked something of it: they may be asked, too, whether they subscribe or not. */
  readonly #participants = new Map<Client, Undo>();
  #isOver = false;

  constructor(options: SessionClientsOptions) {
    this.#options = options;
  }

  /** Who hears of it and may be asked: for a sub-session, everybody who may be asked for its parent, too. */
  get audience(): Client[] {
    const { subscribers, parent } = this.#options;
    return [...new Set([...subscribers(), ...this.#participants.keys(), ...(parent?.audience ?? [])])];
  }

  /** Who gives it what they have: its own participants, and those of the sessions that it works for. */
  get contributors(): ReadonlySet<Client> {
    return new Set([...this.#participants.keys(), ...(this.#options.parent?.contributors ?? [])]);
  }

  /** Whether the client made, joined or asked something of it, or of a session that it works for. */
  has(client: Client): boolean {
    return this.contributors.has(client);
  }

  /** A client that joins hears at once what waits for an answer, and may be asked from now on. */
  attach(client: Client): void {
    if (this.#isOver) return;
    if (!this.#participants.has(client)) {
      this.#participants.set(client, () => {});
      const leave = client.connection.onClose(() => this.#participants.delete(client));
      if (this.#participants.has(client)) this.#participants.set(client, leave);
      this.#takeFrom(client);
    }
    this.#askWhatWaits(client);
  }

  /** Mounts what they give, as far as it is due. */
  takeFromAll(): void {
    for (const client of this.contributors) client.contributions.join(this.#options.host);
  }

  /** The session is over: a connection may outlive thousands of them, and keeps none. */
  forget(): void {
    this.#isOver = true;
    for (const client of this.contributors) client.contributions.forget(this.#options.host);
    for (const leave of this.#participants.values()) leave();
  }

  #takeFrom(client: Client): void {
    client.contributions.join(this.#options.host);
    for (const child of this.#options.children()) child.#takeFrom(client);
  }

  #askWhatWaits(client: Client): void {
    this.#options.ask(client);
    for (const child of this.#options.children()) child.#askWhatWaits(client);
  }
}
