/** The live sessions of this process: makes them, brings them back, finds them, ends them. */
import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { checkMountPlan, type JsonObject, type MountPlan, type MountReport, messageOf } from "../../kernel/index.ts";
import { processesOf } from "../contributions/exec-module.ts";
import { modeWarnings } from "../plan/approval-policy.ts";
import { collectionModules } from "../plan/collections/collection-modules.ts";
import { type CompiledPlan, compilePlan, invalidPlan, type PlanWarning } from "../plan/compile-plan.ts";
import type { ContextPlace } from "../plan/mentions/context-files.ts";
import { moduleResolver } from "../plan/module-resolver.ts";
import { readyPlan } from "../plan/ready-plan.ts";
import type { Settings } from "../plan/settings/read-settings.ts";
import type { PermissionRule } from "../plan/settings/schema.ts";
import type { SettingsService } from "../plan/settings/settings-service.ts";
import { storablePlan } from "../plan/stored-plan.ts";
import { serverRedactor } from "../redactor.ts";
import type { SessionStore, StoredSession } from "../store/contracts.ts";
import { directoriesOf } from "../store/directories.ts";
import { childOf } from "../store/metadata.ts";
import { keepsEventLog } from "./event-memory.ts";
import { type Fork, forkOf } from "./fork.ts";
import type { LiveSessionOptions } from "./kernel-session.ts";
import { LiveSession } from "./live-session.ts";
import { bindPromptMentions } from "./prompt-mentions.ts";
import { RequestError } from "./request-error.ts";
import type { Kinship } from "./sub-session-contract.ts";
import { SubSessions } from "./sub-sessions.ts";
import type { Subscriptions } from "./subscriptions.ts";
import { traceEvents } from "./trace.ts";

export interface RegistryOptions {
  readonly store: SessionStore;
  readonly subscriptions: Subscriptions;
  readonly settings: SettingsService;
  readonly environment: NodeJS.ProcessEnv;
  /** Whoever started ampd said that a session may be told to allow everything. */
  readonly allowsYolo: boolean;
  readonly report: (line: string) => void;
}

export interface CreateRequest {
  readonly profile?: string | undefined;
  readonly mountPlan?: JsonObject | undefined;
  readonly overrides?: JsonObject | undefined;
  readonly cwd: string;
  readonly sessionId?: string | undefined;
  readonly title?: string | undefined;
  readonly metadata?: JsonObject | undefined;
  readonly isEphemeral: boolean;
  /** The request's `_meta`: its trace goes into the events of the start. */
  readonly meta?: JsonObject | undefined;
  /** Of a sub-session. */
  readonly kinship?: Kinship & { readonly agent: string };
  /** Called before the first event, with the session's id. */
  readonly onStart: (session: LiveSession) => void;
  /** The history that it begins with. */
  readonly fork?: Fork;
}

export interface ForkRequest {
  readonly sessionId: string;
  readonly atTurn?: number | undefined;
  readonly overrides?: JsonObject | undefined;
  readonly title?: string | undefined;
  readonly isEphemeral: boolean;
  readonly meta?: JsonObject | undefined;
  readonly onStart: (session: LiveSession) => void;
}

interface Beginning {
  /** Called before the first event. */
  readonly onStart: (session: LiveSession) => void;
  /** Where the mentions of prompts lead; nothing: they are text. */
  readonly mentions: ContextPlace | undefined;
}

export interface StartedSession {
  readonly session: LiveSession;
  readonly report: MountReport;
  readonly warnings: readonly PlanWarning[];
}

/** How a parent brings a sub-session back, with the plan that it had in this process. */
type ResumedChild = Kinship & { readonly plan?: MountPlan };

type StartParts = Pick<LiveSessionOptions, "stored" | "isResumed" | "lastSeq" | "compiledPlan" | "kinship"> & {
  readonly settings: Settings;
};

const MAX_LIVE_SESSIONS = 1000;
const MAX_FORGOTTEN = 1000;

export class SessionRegistry {
  readonly #options: RegistryOptions;
  readonly #live = new Map<string, LiveSession>();
  /** By id, what is being made or brought back: requests that come in the meantime wait for it. */
  readonly #starting = new Map<string, Promise<unknown>>();
  readonly #subSessions = new SubSessions(this);

  /** Ids of ephemeral sessions that are over, so that whoever asks for one hears why it is not there. */
  readonly #forgotten = new Set<string>();

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  get all(): readonly LiveSession[] {
    return [...this.#live.values()];
  }

  find(sessionId: string): LiveSession | undefined {
    return this.#live.get(sessionId);
  }

  /** The session if it is live; waits for one that is still being made. */
  async lookUp(sessionId: string): Promise<LiveSession | undefined> {
    await this.#starting.get(sessionId)?.catch(() => {});
    return this.#live.get(sessionId);
  }

  /** @throws RequestError `session-not-live`, StoreError `session-not-found` */
  async get(sessionId: string): Promise<LiveSession> {
    const session = await this.lookUp(sessionId);
    if (session !== undefined) return session;
    await this.#readStored(sessionId);
    throw new RequestError(
      "session-not-live",
      `Session ${sessionId} is stored, but not live; call session/resume first.`,
    );
  }

  /** @throws KernelError, RequestError, SettingsError, StoreError */
  async create(request: CreateRequest): Promise<StartedSession> {
    const { environment } = this.#options;
    const sessionId = request.sessionId ?? randomUUID();
    // Reserved before anything waits: a request that is sent right behind this one must find it.
    return this.#reserve(sessionId, async () => {
      await requireDirectory(request.cwd);
      const settings = await this.#options.settings.read(request.cwd);
      const compiled = await compilePlan(request, { environment, settings });
      const { cwd } = request;
      const isOurs =
        compiled.profile !== undefined || request.kinship !== undefined || request.fork?.metadata.profile !== undefined;
      const expanded = await readyPlan(compiled.plan, { settings, cwd, environment, isOurs });
      const stored = await this.#store(sessionId, compiled, request);
      const warnings = [...compiled.warnings, ...storablePlan(compiled.plan).warnings, ...expanded.warnings];
      let endTrace = (): void => {};
      try {
        const parts = {
          stored,
          isResumed: false,
          lastSeq: 0,
          compiledPlan: compiled.plan,
          kinship: request.kinship,
          settings,
        };
        const onStart = (session: LiveSession): void => {
          request.onStart(session);
          endTrace = traceEvents(session.kernel.coordinator.hooks, request.meta);
        };
        const mentions = isOurs && request.kinship === undefined ? { cwd, settings, environment } : undefined;
        const started = await this.#start(expanded.plan, parts, { onStart, mentions });
        return { ...started, warnings: [...warnings, ...started.warnings] };
      } catch (error) {
        // A session that never began leaves nothing behind.
        if (stored.isKept) await this.#options.store.delete(sessionId);
        throw error;
      } finally {
        endTrace();
      }
    });
  }

  /** A new session with the history of another one, which is live or stored. @throws as `create`; RequestError `session-busy` */
  async fork({ sessionId, atTurn, overrides, ...request }: ForkRequest): Promise<StartedSession> {
    const live = await this.lookUp(sessionId);
    const origin = live?.stored ?? (await this.#readStored(sessionId));
    const fork = forkOf(origin, { atTurn, status: live?.status ?? "stored", keepsSettings: overrides === undefined });
    const { cwd, metadata, mount_plan, title = origin.metadata.title } = { ...origin.metadata, ...request };
    const mountPlan = (live?.plan.compiled ?? mount_plan) as JsonObject;
    return this.create({ ...request, cwd, metadata, title, mountPlan, overrides, fork });
  }

  /** @throws StoreError, KernelError, RequestError */
  async resume(
    sessionId: string,
    onStart: (session: LiveSession) => void,
    child?: ResumedChild,
  ): Promise<StartedSession> {
    const found = await this.lookUp(sessionId);
    if (found?.isClosing) await this.close(found);
    const live = await this.lookUp(sessionId);
    if (live !== undefined) {
      if (child !== undefined)
        throw new RequestError("session-busy", `Sub-session ${sessionId} is in use; wait for it.`);
      onStart(live);
      return { session: live, report: await live.kernel.initialize(), warnings: [] };
    }
    this.#requireKept(sessionId);
    return this.#reserve(sessionId, async () => {
      const stored = await this.#options.store.open(sessionId);
      try {
        const { plan, errors } = checkMountPlan(child?.plan ?? stored.metadata.mount_plan);
        if (plan === undefined) throw invalidPlan(errors);
        const lastSeq = await lastSeqOf(plan, stored);
        const settings = await this.#settingsOf(stored.metadata.cwd);
        const { cwd, profile, agent } = stored.metadata;
        const isOurs = profile !== undefined || agent !== undefined;
        const { environment } = this.#options;
        const expanded = await readyPlan(plan, { settings, cwd, environment, isOurs });
        const parts = { stored, isResumed: true, lastSeq, compiledPlan: plan, kinship: child, settings };
        const mentions = profile === undefined ? undefined : { cwd, settings, environment };
        const started = await this.#start(expanded.plan, parts, { onStart, mentions });
        return { ...started, warnings: [...expanded.warnings, ...started.warnings] };
      } catch (error) {
        await stored.close();
        throw error;
      }
    });
  }

  /** Ends a live session; what is stored stays. */
  async close(session: LiveSession): Promise<void> {
    await session.close();
    if (this.#live.get(session.sessionId) === session) this.#live.delete(session.sessionId);
    if (session.stored.isKept) return;
    this.#forgotten.add(session.sessionId);
    for (const oldest of this.#forgotten) if (this.#forgotten.size > MAX_FORGOTTEN) this.#forgotten.delete(oldest);
  }

  /** @throws StoreError `session-not-found`, `session-unreadable` */
  async #readStored(sessionId: string): ReturnType<SessionStore["read"]> {
    this.#requireKept(sessionId);
    return this.#options.store.read(sessionId);
  }

  #requireKept(sessionId: string): void {
    if (!this.#forgotten.has(sessionId) || this.#live.has(sessionId)) return;
    const message = `Session ${sessionId} was ephemeral and is closed: nothing of it was stored.`;
    throw new RequestError("session-not-found", message);
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.all.map((session) => this.close(session)));
  }

  async #start(
    plan: MountPlan,
    { settings: held, ...parts }: StartParts,
    { onStart, mentions }: Beginning,
  ): Promise<StartedSession> {
    const { environment, subscriptions, settings, allowsYolo, report } = this.#options;
    const { cwd } = parts.stored.metadata;
    const notes: PlanWarning[] = [];
    const resolver = moduleResolver({
      cwd,
      environment,
      settings: held,
      directories: directoriesOf(environment),
      collections: collectionModules(settings.collections, held),
      processes: processesOf(plan),
      note: (message) => notes.push({ kind: "source-offline", message }),
    });
    const capabilitiesOf = (made: LiveSession): JsonObject => ({
      "settings.add_rule": (rule: PermissionRule) => settings.addRule(cwd, rule),
      ...this.#subSessions.capabilitiesFor(made),
    });
    const options = { plan, ...parts, capabilitiesOf, resolver, environment, subscriptions, allowsYolo, report };
    const session = new LiveSession(options);
    try {
      onStart(session);
      if (mentions !== undefined) bindPromptMentions(session.kernel.coordinator, mentions);
      const mounts = await session.start();
      this.#live.set(session.sessionId, session);
      this.#endWhenLost(session);
      const warnings = mounts.failures.map(({ path, module, reason }) => {
        return { kind: "module-load-failed", path, message: `${module}: ${reason}` };
      });
      // What modules have to tell whoever makes the session, such as a server that did not start.
      const told = await session.kernel.coordinator.collectContributions("session.warnings");
      warnings.push(...(told.flat() as typeof warnings));
      return { session, report: mounts, warnings: [...warnings, ...notes, ...modeWarnings(plan, { allowsYolo })] };
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /** What another server has, or nobody can reach, must not go on here. */
  #endWhenLost(session: LiveSession): void {
    const { lost } = session.stored;
    const end = (): void => {
      this.#options.report(`session ${session.sessionId} ends: ${messageOf(lost.reason)}`);
      void this.close(session);
    };
    if (lost.aborted) end();
    else lost.addEventListener("abort", end, { once: true });
  }

  async #store(sessionId: string, compiled: CompiledPlan, request: CreateRequest): Promise<StoredSession> {
    const { title, metadata, isEphemeral, kinship, fork } = request;
    const profile = compiled.profile ?? fork?.metadata.profile;
    const session = {
      session_id: sessionId,
      cwd: resolve(request.cwd),
      mount_plan: storablePlan(compiled.plan).plan,
      ...(profile !== undefined && { profile }),
      ...serverRedactor.redact({ ...(title !== undefined && { title }), ...(metadata !== undefined && { metadata }) }),
      ...(kinship !== undefined && {
        ...childOf(kinship.parent.stored.metadata),
        agent: kinship.agent,
        depth: kinship.parent.depth + 1,
      }),
      ...fork?.metadata,
    };
    return this.#options.store.create(session, { isEphemeral, history: fork?.records });
  }

  /** Without its directory a session still comes back, and only the user's settings hold. */
  async #settingsOf(cwd: string): Promise<Settings> {
    const isThere = (await stat(cwd).catch(() => undefined))?.isDirectory() === true;
    return this.#options.settings.read(isThere ? cwd : "/");
  }

  /** One start at a time for an id. */
  async #reserve<Value>(sessionId: string, start: () => Promise<Value>): Promise<Value> {
    if (this.#live.has(sessionId) || this.#starting.has(sessionId)) {
      throw new RequestError(
        "session-exists",
        `There is a session ${sessionId} already; use it, or choose another id.`,
      );
    }
    if (this.#live.size + this.#starting.size >= MAX_LIVE_SESSIONS) {
      throw new RequestError(
        "overloaded",
        `There are ${MAX_LIVE_SESSIONS} live sessions, which is the limit; close some.`,
      );
    }
    const starting = start();
    this.#starting.set(sessionId, starting);
    try {
      return await starting;
    } finally {
      this.#starting.delete(sessionId);
    }
  }
}

/** The number of the last event; where no log tells it after a crash, the last that it may have had. */
async function lastSeqOf(plan: MountPlan, stored: StoredSession): Promise<number> {
  const known = Math.max(await stored.lastLoggedSeq(), stored.state.lastSeq);
  return keepsEventLog({ plan, stored }) ? known : Math.max(known, stored.state.reservedSeq);
}

async function requireDirectory(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return;
  const what = found === undefined ? "there is no such directory" : "it is not a directory";
  throw new RequestError("invalid-params", `cwd: ${path}: ${what}`, { problems: [{ path: "cwd", message: what }] });
}
