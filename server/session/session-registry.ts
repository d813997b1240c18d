/** The live sessions of this process: makes them, brings them back, finds them, ends them. */
import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { checkMountPlan, type JsonObject, type MountPlan, messageOf } from "../../kernel/index.ts";
import { type CompiledPlan, compilePlan, invalidPlan } from "../plan/compile-plan.ts";
import { readyPlan } from "../plan/ready-plan.ts";
import type { Settings } from "../plan/settings/read-settings.ts";
import type { SettingsService } from "../plan/settings/settings-service.ts";
import { storablePlan } from "../plan/stored-plan.ts";
import { serverRedactor } from "../redactor.ts";
import type { SessionStore, StoredSession } from "../store/contracts.ts";
import { childOf } from "../store/metadata.ts";
import { keepsEventLog } from "./event-memory.ts";
import { forkOf } from "./fork.ts";
import type { LiveSession } from "./live-session.ts";
import { RequestError } from "./request-error.ts";
import type { CreateRequest, ForkRequest, StartedSession } from "./session-requests.ts";
import { SessionSecrets } from "./session-secrets.ts";
import { SessionSet } from "./session-set.ts";
import { type Beginning, type SessionParts, startSession } from "./start-session.ts";
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

/** How a parent brings a sub-session back, with the plan that it had in this process. */
type ResumedChild = Kinship & { readonly plan?: MountPlan };

export class SessionRegistry {
  readonly #options: RegistryOptions;
  readonly #sessions = new SessionSet();
  readonly #subSessions = new SubSessions(this);

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  get all(): readonly LiveSession[] {
    return this.#sessions.all;
  }

  find(sessionId: string): LiveSession | undefined {
    return this.#sessions.find(sessionId);
  }

  /** The session if it is live; waits for one that is still being made. */
  async lookUp(sessionId: string): Promise<LiveSession | undefined> {
    return this.#sessions.lookUp(sessionId);
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
    return this.#sessions.reserve(sessionId, async () => {
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
          plan: expanded.plan,
          secrets: new SessionSecrets(expanded.secrets),
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
        const started = await this.#start(parts, { onStart, mentions });
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
    this.#sessions.requireKept(sessionId);
    return this.#sessions.reserve(sessionId, async () => {
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
        const parts = {
          plan: expanded.plan,
          secrets: new SessionSecrets(expanded.secrets),
          stored,
          isResumed: true,
          lastSeq,
          compiledPlan: plan,
          kinship: child,
          settings,
        };
        const mentions = profile === undefined ? undefined : { cwd, settings, environment };
        const started = await this.#start(parts, { onStart, mentions });
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
    this.#sessions.remove(session);
  }

  /** @throws StoreError `session-not-found`, `session-unreadable` */
  async #readStored(sessionId: string): ReturnType<SessionStore["read"]> {
    this.#sessions.requireKept(sessionId);
    return this.#options.store.read(sessionId);
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.all.map((session) => this.close(session)));
  }

  async #start(parts: SessionParts, beginning: Beginning): Promise<StartedSession> {
    const { store: _, ...shared } = this.#options;
    return startSession(parts, beginning, {
      ...shared,
      capabilitiesFor: (session) => this.#subSessions.capabilitiesFor(session),
      onMounted: (session) => {
        this.#sessions.add(session);
        this.#endWhenLost(session);
      },
    });
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
