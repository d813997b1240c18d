/**
 * Sub-sessions: a session has an agent work for it, in a stored session of its own that is cancelled with it and is never freer than
 * it. What comes of it is a value, whatever happens. Bounds hold for the whole tree, whoever asks.
 */
import { didYouMean, type JsonObject, type MountPlan, type TurnOptions } from "../../kernel/index.ts";
import { childPlan } from "./child-plan.ts";
import type { LiveSession } from "./live-session.ts";
import { providerName } from "./provider-name.ts";
import type { CreateRequest, StartedSession } from "./session-requests.ts";
import type { Kinship, ResumeRequest, RunRequest, SpawnRequest, SubSessionResult } from "./sub-session-contract.ts";
import { endedEarly, failed, outcomeOf, refusal } from "./sub-session-result.ts";
import { boundsFor, SubSessionTree } from "./sub-session-tree.ts";

/** What the registry does for it. */
export interface SessionStarter {
  create(request: CreateRequest): Promise<StartedSession>;
  resume(
    sessionId: string,
    onStart: (session: LiveSession) => void,
    kinship: Kinship & { plan?: MountPlan },
  ): Promise<StartedSession>;
  close(session: LiveSession): Promise<void>;
}

export class SubSessions {
  readonly #starter: SessionStarter;
  readonly #trees = new WeakMap<LiveSession, SubSessionTree>();

  constructor(starter: SessionStarter) {
    this.#starter = starter;
  }

  /** What a session's modules get. */
  capabilitiesFor(session: LiveSession): JsonObject {
    return {
      "session.spawn": (request: SpawnRequest) => this.spawn(session, request).catch(failed),
      "session.resume": (request: ResumeRequest) => this.resume(session, request).catch(failed),
    };
  }

  async spawn(parent: LiveSession, request: SpawnRequest): Promise<SubSessionResult> {
    const { agent, inheritance = {} } = request;
    const { agents } = parent.plan.compiled;
    const overlay = Object.hasOwn(agents, agent) ? agents[agent] : undefined;
    if (typeof overlay !== "object" || overlay === null || Array.isArray(overlay))
      return refusal("not-found", unknownAgent(agent, agents));
    const bounds = boundsFor(parent, request);
    const tree = this.#treeOf(parent);
    const sessionId = await tree.admit(parent, agent, bounds);
    if (typeof sessionId !== "string") return sessionId;
    const mode = modeOf(parent);
    const plan = childPlan({ parent: parent.plan.compiled, agent, overlay: overlay as JsonObject, inheritance, mode });
    const kinship = { parent, agent, bounds };
    const started = await this.#starter.create({
      mountPlan: plan.mountPlan,
      overrides: plan.overrides,
      cwd: parent.stored.metadata.cwd,
      sessionId,
      isEphemeral: !parent.stored.isKept,
      meta: parent.meta,
      kinship,
      onStart: () => {},
    });
    tree.keepPlan(sessionId, started.session.plan.compiled);
    const preferred = { ...request, preferences: request.preferences ?? providersOf(overlay as JsonObject) };
    return this.#run(kinship, started, preferred, plan.warnings);
  }

  async resume(parent: LiveSession, request: ResumeRequest): Promise<SubSessionResult> {
    const { sessionId } = request;
    const tree = this.#treeOf(parent);
    const isAbove = sessionId === parent.sessionId || parent.lineage.ancestors.includes(sessionId);
    if (!tree.has(sessionId) || isAbove) {
      const advice = "leave the id out to start a new one.";
      return refusal("not-found", `There is no sub-session "${sessionId}" of this session; ${advice}`);
    }
    const limit = tree.admitAgain();
    if (limit !== undefined) return limit;
    const plan = tree.planOf(sessionId);
    const kinship = { parent, bounds: boundsFor(parent, request), ...(plan && { plan }) };
    const started = await this.#starter.resume(sessionId, () => {}, kinship);
    return this.#run(kinship, started, request);
  }

  async #run(
    kinship: Kinship,
    started: StartedSession,
    request: RunRequest,
    notes: readonly string[] = [],
  ): Promise<SubSessionResult> {
    const child = started.session;
    const { cancellation } = kinship.parent.kernel.coordinator;
    const undo = cancellation.onRequest((level) => void child.cancel(level));
    const timeout = AbortSignal.timeout(kinship.bounds.timeoutMs);
    const signal = AbortSignal.any([request.signal, timeout]);
    const warnings = [
      ...notes,
      ...started.warnings.map(({ path, message }) => (path === undefined ? message : `${path}: ${message}`)),
    ];
    const about = { session_id: child.sessionId, warnings };
    try {
      await request.onStart?.(child.sessionId);
      const { options, warning } = choiceOf(child, request.preferences);
      if (warning !== undefined) warnings.push(warning);
      if (signal.aborted || cancellation.isRequested)
        return { ...about, output: "", ...endedEarly(timeout.aborted, kinship.bounds) };
      const prompt = [{ type: "text" as const, text: request.instruction }];
      const reply = await child.turns.execute({ prompt, options, meta: kinship.parent.meta }, signal);
      return { ...about, ...outcomeOf(reply, timeout.aborted, kinship.bounds) };
    } catch (error) {
      return { ...failed(error), ...about };
    } finally {
      undo();
      await this.#starter.close(child);
    }
  }

  #treeOf({ root }: LiveSession): SubSessionTree {
    const tree = this.#trees.get(root) ?? new SubSessionTree(root);
    this.#trees.set(root, tree);
    return tree;
  }
}

function unknownAgent(agent: string, agents: JsonObject): string {
  const known = Object.keys(agents);
  const list = known.join(", ") || "none; the plan's `agents` section is empty";
  return `There is no agent "${agent}"${didYouMean(agent, known) || "."} The agents are: ${list}.`;
}

function modeOf({ kernel }: LiveSession): string | undefined {
  return kernel.coordinator.getCapability<{ get(): string }>("approval.mode")?.get();
}

/** What an agent's own providers say of which is to be used: those, in their order. */
function providersOf({ providers }: JsonObject): { provider: string }[] {
  if (!Array.isArray(providers)) return [];
  return providers.flatMap((entry: unknown) => {
    const { module, id = module } = (typeof entry === "string" ? { module: entry } : entry) as JsonObject;
    return typeof id === "string" ? [{ provider: id }] : [];
  });
}

function choiceOf(
  child: LiveSession,
  preferences: RunRequest["preferences"] = [],
): { options: TurnOptions; warning?: string } {
  const mounted = child.kernel.coordinator.all("providers");
  for (const { provider, model } of preferences) {
    const name = providerName(mounted, provider);
    if (mounted.has(name)) return { options: { provider: name, ...(model !== undefined && { model }) } };
  }
  if (preferences.length === 0) return { options: {} };
  const wanted = preferences.map(({ provider }) => provider).join(", ");
  return {
    options: {},
    warning: `None of the preferred providers (${wanted}) is mounted; the session's own was used.`,
  };
}
