/** A session: mounts a plan, runs one turn at a time, and takes everything down again in reverse order. */
import type { CancelLevel } from "./cancellation.ts";
import type { Journal } from "./contracts/host.ts";
import type { ModuleResolver, MountPlan, MountReport } from "./contracts/module.ts";
import type { StopReason, TurnOptions, TurnOutcome } from "./contracts/orchestrator.ts";
import { Coordinator, type CoordinatorOptions, type MountPoints } from "./coordinator.ts";
import { TURN_GRACE_MS, withDeadline } from "./deadline.ts";
import { KernelError, messageOf } from "./errors.ts";
import { JournalledContext } from "./history.ts";
import { loadModules } from "./loader.ts";
import { type ContentBlock, definedOf, type JsonObject, type Message, NO_USAGE } from "./messages.ts";
import { Scope } from "./scope.ts";

export interface SessionOptions extends Omit<CoordinatorOptions, "plan" | "lastSeq"> {
  /** Mounted at `module-source-resolver`. */
  readonly resolver: ModuleResolver;
  readonly journal: Journal;
  /** Registered before any module is mounted. */
  readonly capabilities?: JsonObject;
  /** Called with the coordinator before any module is mounted, so that the application misses no event. */
  readonly onCoordinator?: (coordinator: Coordinator) => void;
  /** What a stored session brings along; its presence makes this a resumed session. */
  readonly stored?: { readonly messages: readonly Message[]; readonly turns: number; readonly lastSeq: number };
  /** The session that this one was forked from. */
  readonly fork?: { readonly parent: string; readonly atTurn?: number };
}

export interface ExecuteOptions extends TurnOptions {
  readonly turnId?: string;
  /** Awaited with the turn's number before anything else happens in it; a rejection fails the turn. */
  readonly onBegin?: (turn: number) => Promise<void>;
}
export type TurnResult = TurnOutcome & { readonly turn: number };
export type SessionState = "created" | "initializing" | "ready" | "executing" | "closing" | "closed";
export type SessionStatus = "completed" | "failed" | "cancelled";
const PREVIEW_CHARS = 200;

export class Session {
  readonly sessionId: string;
  readonly coordinator: Coordinator;
  readonly #options: SessionOptions;
  readonly #scope = new Scope();
  #state: SessionState = "created";
  #initialized: Promise<MountReport> | undefined;
  #turn: Promise<TurnResult> | undefined;
  #closed: Promise<string[]> | undefined;
  #history: JournalledContext | undefined;
  #turns: number;

  constructor(plan: MountPlan, options: SessionOptions) {
    this.sessionId = options.sessionId;
    this.#options = options;
    this.#turns = options.stored?.turns ?? 0;
    this.coordinator = new Coordinator({ ...options, plan, lastSeq: options.stored?.lastSeq });
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Turns that were begun, the stored ones included. */
  get turns(): number {
    return this.#turns;
  }

  /** The journalled history. @throws KernelError `session-not-ready` */
  get history(): JournalledContext {
    if (this.#history === undefined) throw new KernelError("session-not-ready", "The session is not initialized yet.");
    return this.#history;
  }

  /** Mounts the plan, once; on failure all is taken down. @throws KernelError as `loadModules`; `session-not-ready` */
  initialize(): Promise<MountReport> {
    this.#initialized ??= this.#initialize();
    return this.#initialized;
  }

  /**
   * Runs one turn. One that a hook denies ends as `denied`; a cancelled one as `cancelled`, whatever it throws by then.
   * @throws KernelError `session-busy`, `session-not-ready`, `prompt-invalid`, `provider-missing`; the orchestrator's
   */
  async execute(prompt: readonly ContentBlock[], options: ExecuteOptions = {}): Promise<TurnResult> {
    if (this.#state === "executing") throw new KernelError("session-busy", "The session is executing a turn already.");
    if (this.#state !== "ready") throw new KernelError("session-not-ready", `The session is ${this.#state}.`);
    if (prompt.length === 0) throw new KernelError("prompt-invalid", "The prompt has no content.");
    this.#requireProvider(options.provider);
    this.#state = "executing";
    this.#turns += 1;
    this.#turn = this.#runTurn(prompt, options);
    return this.#turn;
  }

  /** Ends the running turn, and its children's; between turns it does nothing. Answers whether it changed anything. */
  async cancel(level: CancelLevel): Promise<boolean> {
    const { cancellation, hooks } = this.coordinator;
    const running_tools = cancellation.runningTools.map((tool) => tool.toolCallId);
    if (this.#state !== "executing" || !cancellation.request(level)) return false;
    await hooks.emit("cancel:requested", { level, running_tools });
    return true;
  }

  /** Between turns: counts on from an earlier turn, with the history of that time, which the journal has already. */
  async rewind(turns: number, messages: readonly Message[]): Promise<void> {
    this.#turns = turns;
    await this.#mounted("context").setMessages(messages);
  }

  /** Cancels what runs and awaits it, emits `session:end`, takes all down. Never rejects; answers what failed. */
  cleanup(status: SessionStatus = "completed"): Promise<string[]> {
    this.#closed ??= this.#close(status);
    return this.#closed;
  }

  async #close(status: SessionStatus): Promise<string[]> {
    const cancelled = this.cancel("immediate");
    this.#state = "closing";
    this.coordinator.cancellation.request("immediate");
    const [mounted] = await Promise.allSettled([this.#initialized, this.#turn, cancelled]);
    if (mounted.status === "fulfilled" && mounted.value) await this.coordinator.hooks.emit("session:end", { status });
    const failures = await this.#scope.close();
    for (const line of failures) this.#options.host.report(`cleanup of ${line}`);
    this.#state = "closed";
    return failures;
  }

  async #initialize(): Promise<MountReport> {
    if (this.#state !== "created") throw new KernelError("session-not-ready", `The session is ${this.#state}.`);
    this.#state = "initializing";
    const { coordinator } = this;
    const { capabilities = {}, onCoordinator, resolver } = this.#options;
    try {
      for (const [name, value] of Object.entries(capabilities)) coordinator.registerCapability(name, value);
      coordinator.mount("module-source-resolver", resolver);
      onCoordinator?.(coordinator);
      const report = await loadModules(coordinator, this.#scope);
      await this.#restoreHistory();
      await this.#announce(report);
      if (this.#state === "initializing") this.#state = "ready";
      return report;
    } catch (error) {
      for (const line of await this.#scope.close()) this.#options.host.report(`cleanup of ${line}`);
      this.#state = "closed";
      throw error;
    }
  }

  async #restoreHistory(): Promise<void> {
    const { journal, stored } = this.#options;
    const inner = this.#mounted("context");
    this.#mounted("orchestrator");
    this.#history = new JournalledContext(inner, journal, this.coordinator);
    this.coordinator.attachHistory(this.#history);
    if (stored !== undefined && stored.messages.length > 0) await inner.setMessages(stored.messages);
  }

  async #announce({ mounted }: MountReport): Promise<void> {
    const { hooks } = this.coordinator;
    const { fork, stored, parentId } = this.#options;
    const modules = mounted.map((module) => module.id);
    const parent = fork?.parent ?? (stored === undefined ? parentId : undefined);
    if (parent !== undefined) await hooks.emit("session:fork", definedOf({ parent, at_turn: fork?.atTurn }));
    if (stored === undefined || fork !== undefined) await hooks.emit("session:start", { modules });
    else await hooks.emit("session:resume", { modules, messages: stored.messages.length });
  }

  async #runTurn(prompt: readonly ContentBlock[], options: ExecuteOptions): Promise<TurnResult> {
    const { cancellation, hooks, host } = this.coordinator;
    const { stopping, immediate } = cancellation;
    const turn = this.#turns;
    let fault: string | undefined;
    try {
      const limit = { ms: TURN_GRACE_MS, clock: host.clock, since: immediate };
      const outcome = await withDeadline(limit, () => this.#attempt(prompt, options)).catch((error) => {
        if (!stopping.aborted) throw error;
        fault = messageOf(error);
        return endedTurn("cancelled");
      });
      const { text, stopReason: stop_reason, usage } = outcome;
      const response = { response_preview: text.slice(0, PREVIEW_CHARS), length: text.length };
      await hooks.emit("prompt:complete", { ...response, turn, stop_reason, usage });
      return { ...outcome, turn };
    } finally {
      const was_immediate = immediate.aborted;
      if (stopping.aborted) await hooks.emit("cancel:completed", definedOf({ was_immediate, error: fault }));
      if (this.#state === "executing") {
        cancellation.reset();
        this.#state = "ready";
      }
    }
  }

  async #attempt(prompt: readonly ContentBlock[], options: ExecuteOptions): Promise<TurnOutcome> {
    const { coordinator } = this;
    const { stopping } = coordinator.cancellation;
    coordinator.resetTurn();
    await options.onBegin?.(this.#turns);
    const about = definedOf({ prompt, turn: this.#turns, turn_id: options.turnId });
    const submitted = await coordinator.emitCustom("prompt:submit", about);
    if (stopping.aborted) return endedTurn("cancelled");
    if (submitted.denied !== undefined) return endedTurn("denied", submitted.denied);
    return this.#mounted("orchestrator").execute({
      prompt: asContent(submitted.data.prompt),
      injections: submitted.injections,
      context: this.history,
      providers: coordinator.all("providers"),
      tools: coordinator.all("tools"),
      coordinator,
      options,
    });
  }

  #mounted<Point extends "orchestrator" | "context">(point: Point): MountPoints[Point] {
    const mounted = this.coordinator.get(point);
    if (mounted !== undefined) return mounted;
    const { module } = this.coordinator.plan.session[point];
    throw new KernelError("module-contract-broken", `session.${point}: ${module} mounted, but it offers no ${point}.`);
  }

  #requireProvider(wanted: string | undefined): void {
    const names = [...this.coordinator.all("providers").keys()];
    if (wanted === undefined ? names.length > 0 : names.includes(wanted)) return;
    const which = wanted === undefined ? "no provider" : `no provider "${wanted}"`;
    const known = names.join(", ") || "none; mount one under `providers` in the plan";
    throw new KernelError("provider-missing", `The session has ${which}. The providers are: ${known}.`);
  }
}

function endedTurn(stopReason: StopReason, text = ""): TurnOutcome {
  return { text, stopReason, usage: NO_USAGE };
}

/** What hooks made of the prompt: text is as good as blocks. */
function asContent(prompt: unknown): readonly ContentBlock[] {
  if (typeof prompt === "string") return [{ type: "text", text: prompt }];
  if (Array.isArray(prompt) && prompt.length > 0) return prompt as ContentBlock[];
  throw new KernelError("prompt-invalid", "A hook changed the prompt to something that is not text or content blocks.");
}
