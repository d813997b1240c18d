/**
 * What one client contributes: to one session, or to every session that it takes part in, now and later. When the client leaves, all
 * of it is taken back; a gate still denies until the turn is over that it was guarding.
 */
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { type ModuleDefinition, messageOf, type Session, type Undo } from "../../kernel/index.ts";
import type { RpcConnection } from "../rpc/contracts.ts";
import { RequestError } from "../session/request-error.ts";
import { alreadyThere, type Contribution, mountContribution, namesOf } from "./mount-contribution.ts";
import { ConnectionPeer } from "./peer.ts";
import { type Giver, Gone, type Site, tellFault } from "./site.ts";

/** What a live session is to a contribution. */
export interface Host {
  readonly kernel: Session;
  readonly status: "idle" | "running";
  /** It works for another one. */
  readonly isSubSession: boolean;
  /** Whether it is the other session, or works for it. */
  isWithin(other: Host): boolean;
  /** Calls back once the running turn is over. */
  afterTurn(run: () => void): void;
}

interface Registration {
  readonly id: string;
  readonly contribution: Contribution;
  /** With its sub-sessions. Nothing: every session that the client takes part in. */
  readonly only: Host | undefined;
  readonly withdrawn: AbortController;
  readonly mounts: Map<Host, Undo>;
}

const MAX_REGISTRATIONS = 1000;

export class ClientContributions {
  readonly peer: ConnectionPeer;
  readonly #connection: RpcConnection;
  readonly #label: string;
  readonly #registrations = new Map<string, Registration>();

  constructor(connection: RpcConnection, clientName: string) {
    this.#connection = connection;
    this.#label = `the client "${clientName}"`;
    this.peer = new ConnectionPeer(connection);
    connection.onInputEnd(() => this.#leave());
  }

  /**
   * Answers the registration's id. In `hosts` it is mounted at once, in all of them or in none.
   * @throws RequestError `contribution-exists`, `overloaded`
   */
  register(contribution: Contribution, hosts: readonly Host[], only: Host | undefined): string {
    if (this.#registrations.size >= MAX_REGISTRATIONS) {
      const message = `This connection has ${MAX_REGISTRATIONS} registrations, which is the limit; take some back.`;
      throw new RequestError("overloaded", message);
    }
    this.#requireNewNames(contribution, only);
    const id = randomUUID();
    const registration: Registration = { id, contribution, only, withdrawn: new AbortController(), mounts: new Map() };
    try {
      for (const host of hosts) if (isDue(registration, host)) this.#mount(registration, host);
    } catch (error) {
      for (const undo of registration.mounts.values()) undo();
      throw error;
    }
    this.#registrations.set(id, registration);
    for (const host of registration.mounts.keys()) {
      announce(host, "contribution:mounted", registration, { giver: this.#label });
    }
    return id;
  }

  /** Answers whether there was such a registration. */
  unregister(id: string): boolean {
    const registration = this.#registrations.get(id);
    if (registration === undefined) return false;
    this.#takeBack(registration, new Error(`${this.#label} has taken it back.`), "unregistered");
    return true;
  }

  /** As a module that can be mounted in any session; nothing: there is no such registration. */
  moduleOf(id: string): ModuleDefinition | undefined {
    const registration = this.#registrations.get(id);
    if (registration === undefined) return undefined;
    const { contribution, withdrawn } = registration;
    const [name = id] = namesOf(contribution);
    return {
      name,
      kind: contribution.kind,
      description: `What ${this.#label} gives`,
      configSchema: z.strictObject({}),
      mount: async (coordinator) =>
        mountContribution(contribution, { coordinator, giver: this.#giver(id), withdrawn: withdrawn.signal }),
    };
  }

  /** The client takes part in a session: what it gives is mounted there, as far as it is due. */
  join(host: Host): void {
    for (const registration of this.#registrations.values()) {
      if (registration.mounts.has(host) || !isDue(registration, host)) continue;
      try {
        this.#mount(registration, host);
        announce(host, "contribution:mounted", registration, { giver: this.#label });
      } catch (error) {
        const fault = { kind: "contract-broken", message: messageOf(error), data: {} } as const;
        void tellFault(this.#siteOf(registration, host), namesOf(registration.contribution).join(", "), fault);
      }
    }
  }

  /** The session is over. */
  forget(host: Host): void {
    for (const registration of this.#registrations.values()) {
      registration.mounts.get(host)?.();
      registration.mounts.delete(host);
      if (registration.only === host) this.#registrations.delete(registration.id);
    }
  }

  #mount(registration: Registration, host: Host): void {
    const undo = mountContribution(registration.contribution, this.#siteOf(registration, host));
    registration.mounts.set(host, undo);
  }

  #siteOf({ id, withdrawn }: Registration, { kernel }: Host): Site {
    return { coordinator: kernel.coordinator, giver: this.#giver(id), withdrawn: withdrawn.signal };
  }

  #giver(registrationId: string): Giver {
    const connection = this.#connection;
    const peer = this.peer;
    const label = this.#label;
    return {
      label,
      registrationId,
      get present() {
        return connection.canAnswer ? peer : undefined;
      },
      peer: async () => {
        if (connection.canAnswer) return peer;
        throw new Gone(`${label} has left.`);
      },
    };
  }

  #leave(): void {
    const gone = new Gone(`${this.#label} has left.`);
    for (const registration of this.#registrations.values()) this.#takeBack(registration, gone, "client-left");
  }

  #takeBack(registration: Registration, why: Error, reason: string): void {
    const { contribution, mounts, withdrawn } = registration;
    this.#registrations.delete(registration.id);
    withdrawn.abort(why);
    const isGate = contribution.kind === "hook" && contribution.hook.gate === true;
    for (const [host, undo] of mounts) {
      const unmount = (): void => {
        undo();
        announce(host, "contribution:unmounted", registration, { giver: this.#label, reason });
      };
      // What the gate was there for must not go through because nobody is left to ask.
      if (isGate && reason === "client-left" && host.status === "running") host.afterTurn(unmount);
      else unmount();
    }
    mounts.clear();
  }

  #requireNewNames(contribution: Contribution, only: Host | undefined): void {
    const names = namesOf(contribution);
    for (const other of this.#registrations.values()) {
      if (other.contribution.kind !== contribution.kind || other.only !== only) continue;
      const repeated = namesOf(other.contribution).find((name) => names.includes(name));
      if (repeated !== undefined) throw alreadyThere(contribution.kind, repeated);
    }
  }
}

/** The tools of a sub-session are those that its agent may have; hooks and providers are there for whatever works for a session. */
function isDue({ contribution: { kind }, only }: Registration, host: Host): boolean {
  if (only !== undefined && !host.isWithin(only)) return false;
  if (kind === "tool" && host.isSubSession && only !== host) return false;
  // Tools and providers of the plan come first: nothing that is contributed may take their names.
  return kind === "hook" || (host.kernel.state !== "created" && host.kernel.state !== "initializing");
}

function announce(
  host: Host,
  event: string,
  { id, contribution }: Registration,
  more: { giver: string; reason?: string },
): void {
  const { kind } = contribution;
  void host.kernel.coordinator.hooks.emit(event, { registration_id: id, kind, names: namesOf(contribution), ...more });
}
