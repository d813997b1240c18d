/** A session that runs in this process: the kernel's session with its store, its subscribers, and the clients that answer. */
import type {
  CancelLevel,
  ContentBlock,
  JsonObject,
  MountPlan,
  MountReport,
  Observation,
  Provider,
  Session,
  Usage,
} from "../../kernel/index.ts";
import { messageOf, NO_USAGE } from "../../kernel/index.ts";
import { type ListedModule, type PlanChange, SessionModules } from "../contributions/session-modules.ts";
import { storablePlan } from "../plan/stored-plan.ts";
import type { LoggedEvent, StoredSession } from "../store/contracts.ts";
import { ancestorsOf } from "../store/metadata.ts";
import { ApprovalBroker } from "./approval-broker.ts";
import type { Client } from "./client.ts";
import { EventDelivery } from "./event-delivery.ts";
import { EventMemory } from "./event-memory.ts";
import { EventNumbers } from "./event-numbers.ts";
import { type LiveSessionOptions, makeKernelSession } from "./kernel-session.ts";
import { RequestError } from "./request-error.ts";
import { configure, restoreMode, type SettingsChange, withSettings } from "./session-settings.ts";
import { SessionTurns } from "./session-turns.ts";
import { StreamRecorder } from "./stream-recorder.ts";
import type { Bounds } from "./sub-session-contract.ts";
import type { Lineage } from "./subscriptions.ts";

export class LiveSession {
  readonly stored: StoredSession;
  readonly kernel: Session;
  readonly approvals: ApprovalBroker;
  readonly turns: SessionTurns;
  readonly modules: SessionModules;
  readonly #options: LiveSessionOptions;
  readonly #recorder: StreamRecorder;
  /** Clients that made it, brought it back or asked something of it: they may be asked, too, whether they subscribe or not. */
  readonly #participants = new Set<Client>();
  /** Only where no event log is kept on disk. */
  readonly #memory: EventMemory | undefined;
  readonly #numbers: EventNumbers | undefined;
  readonly #delivery: EventDelivery;
  readonly #children = new Set<LiveSession>();
  #compiledPlan: MountPlan;
  /** The latest change of its modules. */
  #changed: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(options: LiveSessionOptions) {
    const { stored, report, lastSeq, subscriptions } = options;
    this.#options = options;
    this.#compiledPlan = options.compiledPlan;
    this.modules = new SessionModules(options.environment, stored.metadata.cwd);
    this.stored = stored;
    this.#memory = keepsEventLog(options) ? undefined : new EventMemory();
    if (this.#memory !== undefined && stored.isKept) this.#numbers = new EventNumbers(stored, options.lastSeq, report);
    const { lineage } = this;
    const deliver = (observation: Observation): void => subscriptions.deliver(lineage, observation);
    this.#delivery = new EventDelivery({ stored, deliver, lastSeq, report });
    this.approvals = new ApprovalBroker({
      sessionId: this.sessionId,
      audience: () => this.audience,
      beforeAsking: async () => {
        await stored.sync();
        await this.#delivery.delivered();
      },
      report,
    });
    this.#recorder = new StreamRecorder({
      append: (record) => stored.append(record),
      turn: () => this.kernel.turns,
      report,
    });
    this.kernel = makeKernelSession(options, {
      modules: this.modules,
      lineage,
      approvals: this.approvals,
      recorder: this.#recorder,
      memory: this.#memory,
      numbers: this.#numbers,
      delivery: this.#delivery,
      capabilities: { ...options.capabilitiesOf(this), ...inherited(options) },
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
  }

  get sessionId(): string {
    return this.stored.metadata.session_id;
  }

  get lineage(): Lineage {
    const { metadata } = this.stored;
    return { sessionId: this.sessionId, parentId: metadata.parent_id, ancestors: ancestorsOf(metadata) };
  }

  get compiledPlan(): MountPlan {
    return this.#compiledPlan;
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

  /** Who hears of it and may be asked: for a sub-session, everybody who may be asked for its parent, too. */
  get audience(): Client[] {
    const above = this.#options.kinship?.parent.audience ?? [];
    return [...new Set([...this.#options.subscriptions.clientsOf(this.lineage), ...this.#participants, ...above])];
  }

  /** What waits for an answer, here and in its live sub-sessions. */
  get pendingApprovals(): JsonObject[] {
    return [...this.approvals.pending, ...[...this.#children].flatMap((child) => child.pendingApprovals)];
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
    for (const client of this.contributors) client.contributions.join(this);
    for (const repair of this.stored.repairs)
      await this.kernel.coordinator.hooks.emit("session:repaired", { ...repair });
    await restoreMode(this.kernel, this.stored.metadata.settings);
    await this.turns.queue.start();
    await this.#delivery.delivered();
    return report;
  }

  /** Mounts one more module, and keeps it in the plan. @throws RequestError `session-busy`; as `SessionModules.mount` */
  async mountModule(entry: unknown): Promise<ListedModule> {
    return this.#change("module:mounted", () => this.modules.mount(this.kernel.coordinator, entry));
  }

  /** @throws RequestError `session-busy`; as `SessionModules.unmount` */
  async unmountModule(id: string): Promise<ListedModule> {
    return this.#change("module:unmounted", () => this.modules.unmount(id));
  }

  /** Resolves when no change of its modules is under way. */
  async settled(): Promise<void> {
    await this.#changed;
  }

  async cancel(level: CancelLevel): Promise<boolean> {
    return this.kernel.cancel(level);
  }

  /** Joins input to the running turn, where its orchestrator takes some. */
  steer(prompt: readonly ContentBlock[], expectedTurnId: string | undefined): boolean {
    const { running } = this.turns;
    if (running === undefined || (expectedTurnId !== undefined && expectedTurnId !== running)) return false;
    const capability = this.kernel.coordinator.getCapability<Steering>("session.steer");
    return capability?.steer(prompt) ?? false;
  }

  /** Drops the turns after `atTurn`. @throws RequestError `session-busy`, `invalid-params`; StoreError `journal-failed` */
  async revert(atTurn: number): Promise<void> {
    requireTurn(atTurn, this.kernel.turns);
    await this.turns.between("going back to an earlier turn", () => this.turns.revert(atTurn));
  }

  /** @throws RequestError `provider-missing`, `invalid-params`; StoreError `journal-failed` */
  async configure(change: SettingsChange): Promise<JsonObject> {
    return configure(this.kernel, this.stored, change);
  }

  /** Compacts the view of the history, where the context module can; answers what it did. @throws RequestError `session-busy` */
  async compact(): Promise<JsonObject> {
    const { model, ...named } = withSettings({}, this.stored.metadata.settings);
    const provider = this.#provider(named.provider);
    return this.turns.between("compacting its history", () =>
      this.kernel.history.compact({ provider, ...(model !== undefined && { model }) }),
    );
  }

  /** A client that joins hears at once what waits for an answer, and may be asked from now on. */
  attach(client: Client): void {
    if (!this.#participants.has(client)) {
      this.#participants.add(client);
      client.connection.onClose(() => this.#participants.delete(client));
      this.#takeFrom(client);
    }
    this.#askWhatWaits(client);
  }

  /** Whether the client made, joined or asked something of it, or of a session that it works for. */
  hasParticipant(client: Client): boolean {
    return this.contributors.has(client);
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

  /** Who gives it what they have: its own participants, and those of the sessions that it works for. */
  get contributors(): ReadonlySet<Client> {
    return new Set([...this.#participants, ...(this.#options.kinship?.parent.contributors ?? [])]);
  }

  #takeFrom(client: Client): void {
    client.contributions.join(this);
    for (const child of this.#children) child.#takeFrom(client);
  }

  async #change(
    event: string,
    run: () => Promise<{ module: ListedModule; change: PlanChange }>,
  ): Promise<ListedModule> {
    const changed = this.turns.between("changing its modules", async () => {
      const { module, change } = await run();
      const plan = change(this.#compiledPlan);
      try {
        await this.stored.update({ mount_plan: storablePlan(plan).plan });
      } catch (error) {
        if (event === "module:mounted") await this.modules.unmount(module.id);
        throw error;
      }
      this.#compiledPlan = plan;
      const { definition: _, ...about } = module;
      await this.kernel.coordinator.hooks.emit(event, { ...about });
      return module;
    });
    this.#changed = changed.catch(() => {});
    return changed;
  }

  #askWhatWaits(client: Client): void {
    this.approvals.attach(client);
    for (const child of this.#children) child.#askWhatWaits(client);
  }

  #join(parent: LiveSession | undefined): void {
    if (parent === undefined) return;
    parent.#children.add(this);
    for (const client of parent.contributors) client.contributions.join(this);
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
    for (const client of this.contributors) client.contributions.forget(this);
    await this.#changed;
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

  /** The one that a turn would take: a named one, else the loop's own, else the one of the highest priority. */
  #provider(named: string | undefined): Provider {
    const { coordinator } = this.kernel;
    const providers = [...coordinator.all("providers")];
    const name = named ?? coordinator.plan.session.orchestrator.config?.default_provider;
    const [first] = providers.sort(([, a], [, b]) => a.priority - b.priority);
    const found = providers.find(([id]) => id === name) ?? first;
    if (found !== undefined) return found[1];
    throw new RequestError("provider-missing", "The session has no provider, so how much room there is is not known.");
  }
}

/** @throws RequestError `invalid-params` */
export function requireTurn(atTurn: number, turns: number): void {
  if (atTurn <= turns) return;
  throw new RequestError("invalid-params", `atTurn: there is no turn ${atTurn}; the session has ${turns}`);
}

/** What the policy of a sub-session needs of the parent's, so that it is never freer. */
function inherited({ kinship }: LiveSessionOptions): JsonObject {
  const policy = kinship?.parent.kernel.coordinator.getCapability("approval.policy");
  return policy === undefined ? {} : { "approval.parent": policy };
}

interface Steering {
  steer(prompt: readonly ContentBlock[]): boolean;
}

/** Either the store keeps it, or `hooks-logging` writes it, unless that is told to write elsewhere, or not everything. */
export function keepsEventLog({ plan, stored }: Pick<LiveSessionOptions, "plan" | "stored">): boolean {
  const log = plan.hooks.find(({ module }) => module === "hooks-logging");
  const isWhole = log?.config?.path === undefined && log?.config?.exclude_events === undefined;
  return stored.logEvent !== undefined || (stored.isKept && log !== undefined && isWhole);
}
