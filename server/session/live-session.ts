/** A session that runs in this process: the kernel's session with its store, its subscribers, and the clients that answer. */
import type { CancelLevel, JsonObject, MountReport, Observation, Session, Usage } from "../../kernel/index.ts";
import { messageOf, NO_USAGE } from "../../kernel/index.ts";
import { SessionModules } from "../contributions/session-modules.ts";
import type { LoggedEvent, StoredSession } from "../store/contracts.ts";
import { ancestorsOf } from "../store/metadata.ts";
import { ApprovalBroker } from "./approval-broker.ts";
import type { Client } from "./client.ts";
import { compactHistory } from "./compact-history.ts";
import { EventDelivery } from "./event-delivery.ts";
import { EventMemory, keepsEventLog } from "./event-memory.ts";
import { EventNumbers } from "./event-numbers.ts";
import { InputBroker } from "./input-broker.ts";
import { type LiveSessionOptions, makeKernelSession } from "./kernel-session.ts";
import { SessionClients } from "./session-clients.ts";
import { SessionPlan } from "./session-plan.ts";
import type { SessionSecrets } from "./session-secrets.ts";
import { configure, restoreMode, type SettingsChange } from "./session-settings.ts";
import { SessionTurns } from "./session-turns.ts";
import { StreamRecorder } from "./stream-recorder.ts";
import type { Bounds } from "./sub-session-contract.ts";
import type { Lineage } from "./subscriptions.ts";

export class LiveSession {
  readonly stored: StoredSession;
  readonly kernel: Session;
  readonly approvals: ApprovalBroker;
  readonly inputs: InputBroker;
  readonly turns: SessionTurns;
  readonly modules: SessionModules;
  readonly secrets: SessionSecrets;
  readonly clients: SessionClients;
  readonly plan: SessionPlan;
  readonly #options: LiveSessionOptions;
  readonly #recorder: StreamRecorder;
  /** Only where no event log is kept on disk. */
  readonly #memory: EventMemory | undefined;
  readonly #numbers: EventNumbers | undefined;
  readonly #delivery: EventDelivery;
  readonly #children = new Set<LiveSession>();
  #closing: Promise<void> | undefined;

  constructor(options: LiveSessionOptions) {
    const { stored, report, lastSeq, subscriptions, environment, secrets } = options;
    this.#options = options;
    this.secrets = secrets;
    this.modules = new SessionModules({ environment, secrets, cwd: stored.metadata.cwd });
    this.stored = stored;
    this.#memory = keepsEventLog(options) ? undefined : new EventMemory();
    if (this.#memory !== undefined && stored.isKept) this.#numbers = new EventNumbers(stored, options.lastSeq, report);
    const { lineage } = this;
    const deliver = (observation: Observation): void => subscriptions.deliver(lineage, observation);
    this.#delivery = new EventDelivery({ stored, deliver, lastSeq, report });
    const asking = {
      sessionId: this.sessionId,
      audience: () => this.clients.audience,
      beforeAsking: async () => {
        await stored.sync();
        await this.#delivery.delivered();
      },
      mask: <Value>(told: Value) => secrets.mask(told),
      report,
    };
    this.approvals = new ApprovalBroker(asking);
    this.inputs = new InputBroker(asking);
    this.#recorder = new StreamRecorder({
      append: (record) => stored.append(record),
      turn: () => this.kernel.turns,
      report,
    });
    this.kernel = makeKernelSession(options, {
      modules: this.modules,
      lineage,
      approvals: this.approvals,
      inputs: this.inputs,
      recorder: this.#recorder,
      memory: this.#memory,
      numbers: this.#numbers,
      delivery: this.#delivery,
      capabilities: { ...options.capabilitiesOf(this), ...inherited(options) },
    });
    this.clients = new SessionClients({
      host: this,
      subscribers: () => subscriptions.clientsOf(lineage),
      ask: (client) => {
        this.approvals.attach(client);
        this.inputs.attach(client);
      },
      parent: options.kinship?.parent.clients,
      children: () => [...this.#children].map(({ clients }) => clients),
    });
    this.#join(options.kinship?.parent);
    this.turns = new SessionTurns({
      kernel: this.kernel,
      stored,
      report,
      onEnd: () => {
        this.#recorder.reset();
        return this.#delivery.delivered();
      },
    });
    const { kernel, modules, turns } = this;
    this.plan = new SessionPlan(options.compiledPlan, { kernel, stored, modules, turns });
  }

  get sessionId(): string {
    return this.stored.metadata.session_id;
  }

  get lineage(): Lineage {
    const { metadata } = this.stored;
    return { sessionId: this.sessionId, parentId: metadata.parent_id, ancestors: ancestorsOf(metadata) };
  }

  /** The live session at the top of the tree that this one is part of; it may be this one. */
  get root(): LiveSession {
    return this.#options.kinship?.parent.root ?? this;
  }

  /** Levels below the root; 0 for what is no sub-session. */
  get depth(): number {
    return this.stored.metadata.depth ?? 0;
  }

  /** What it is under as a sub-session. */
  get bounds(): Bounds | undefined {
    return this.#options.kinship?.bounds;
  }

  /** The `_meta` of the request that the running turn answers. */
  get meta(): JsonObject | undefined {
    return this.turns.meta;
  }

  /** What waits for an answer, here and in its live sub-sessions. */
  get pendingApprovals(): JsonObject[] {
    return [...this.approvals.pending, ...[...this.#children].flatMap((child) => child.pendingApprovals)];
  }

  /** The same of what is wanted from the user. */
  get pendingInputs(): JsonObject[] {
    return [...this.inputs.pending, ...[...this.#children].flatMap((child) => child.pendingInputs)];
  }

  get status(): "idle" | "running" {
    return this.turns.running === undefined ? "idle" : "running";
  }

  /** It is about to end: nobody may begin anything with it. */
  get isClosing(): boolean {
    return this.#closing !== undefined;
  }

  /** Mounts the plan, and tells what was mended. */
  async start(): Promise<MountReport> {
    await this.#numbers?.start();
    const report = await this.kernel.initialize();
    this.clients.takeFromAll();
    for (const repair of this.stored.repairs)
      await this.kernel.coordinator.hooks.emit("session:repaired", { ...repair });
    await restoreMode(this.kernel, this.stored.metadata.settings);
    await this.turns.queue.start();
    await this.#delivery.delivered();
    return report;
  }

  async cancel(level: CancelLevel): Promise<boolean> {
    return this.kernel.cancel(level);
  }

  /** @throws RequestError `provider-missing`, `invalid-params`; StoreError `journal-failed` */
  async configure(change: SettingsChange): Promise<JsonObject> {
    return configure(this.kernel, this.stored, change);
  }

  /** Compacts the view of the history, where the context module can; answers what it did. @throws RequestError `session-busy`, `provider-missing` */
  async compact(): Promise<JsonObject> {
    return this.turns.between("compacting its history", () => compactHistory(this.kernel, this.stored));
  }

  /** A client that joins hears at once what waits for an answer, and may be asked from now on. */
  attach(client: Client): void {
    this.clients.attach(client);
  }

  /** Whether it is the other session, or works for it. */
  isWithin(other: object): boolean {
    return other === this || (this.#options.kinship?.parent.isWithin(other) ?? false);
  }

  get isSubSession(): boolean {
    return this.#options.kinship !== undefined;
  }

  /** Calls back once the running turn is over. */
  afterTurn(run: () => void): void {
    this.turns.afterTurn(run);
  }

  /** The number of the last event that its subscribers have been told. */
  get lastSeq(): number {
    return this.#delivery.lastSeq;
  }

  /** What was logged with a number over `fromSeq`. */
  eventsSince(fromSeq: number): AsyncIterable<LoggedEvent> {
    if (this.#memory !== undefined) return this.#memory.since(fromSeq);
    return this.stored.readEvents(fromSeq);
  }

  #join(parent: LiveSession | undefined): void {
    if (parent === undefined) return;
    parent.#children.add(this);
    this.clients.takeFromAll();
    const { hooks } = this.kernel.coordinator;
    const name = "usage of sub-sessions";
    hooks.observe("llm:response", ({ data }) => parent.#addDelegated((data.usage as Usage | undefined) ?? NO_USAGE), {
      name,
    });
  }

  #addDelegated(usage: Usage): void {
    this.turns.addDelegated(usage);
    const parent = this.#options.kinship?.parent;
    if (parent !== undefined) parent.#addDelegated(usage);
  }

  /** Ends what runs, takes the modules down, gives up the lock. Never rejects. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.turns.close();
    await this.kernel.cleanup(this.turns.running === undefined ? "completed" : "cancelled");
    this.clients.forget();
    await this.plan.settled();
    await this.modules.close().catch((error) => this.#options.report(`session ${this.sessionId}: ${messageOf(error)}`));
    this.#recorder.reset();
    try {
      await this.stored.append({ type: "close", last_seq: this.kernel.coordinator.hooks.lastSeq });
      await this.stored.sync();
    } catch (error) {
      this.#options.report(`session ${this.sessionId}: ${messageOf(error)}`);
    }
    await this.#delivery.delivered();
    await this.stored.close().catch((error) => this.#options.report(`session ${this.sessionId}: ${messageOf(error)}`));
    this.#options.subscriptions.removeSession(this.sessionId);
    const parent = this.#options.kinship?.parent;
    if (parent !== undefined) parent.#children.delete(this);
  }
}

/** What the policy of a sub-session needs of the parent's, so that it is never freer. */
function inherited({ kinship }: LiveSessionOptions): JsonObject {
  const policy = kinship?.parent.kernel.coordinator.getCapability("approval.policy");
  return policy === undefined ? {} : { "approval.parent": policy };
}
