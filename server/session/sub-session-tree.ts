/** What all sub-sessions of one root share: how many there may be, how many there are, and how each was made. */
import { createHash, randomBytes } from "node:crypto";
import type { MountPlan } from "../../kernel/index.ts";
import type { LiveSession } from "./live-session.ts";
import type { Bounds, RunRequest, SubSessionResult } from "./sub-session-contract.ts";
import { refusal } from "./sub-session-result.ts";

const DEFAULT_BOUNDS: Bounds = { maxDepth: 3, maxSpawns: 16, timeoutMs: 30 * 60_000 };
const CEILING: Bounds = { maxDepth: 10, maxSpawns: 1000, timeoutMs: 24 * 3_600_000 };
/** How often the sub-sessions of one root may be brought back while it is live. */
const MAX_RESUMES = 100;
const MAX_AGENT_CHARS = 40;

export class SubSessionTree {
  readonly #root: LiveSession;
  readonly #ids: string[];
  /** The plans that they had in this process, with the secrets that are not stored. */
  readonly #plans = new Map<string, MountPlan>();
  #resumed = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(root: LiveSession) {
    this.#root = root;
    this.#ids = [...(root.stored.metadata.sub_sessions ?? [])];
  }

  has(sessionId: string): boolean {
    return this.#ids.includes(sessionId);
  }

  planOf(sessionId: string): MountPlan | undefined {
    return this.#plans.get(sessionId);
  }

  keepPlan(sessionId: string, plan: MountPlan): void {
    this.#plans.set(sessionId, plan);
  }

  /** The id of a new sub-session, or why there may be none. Counted before anything waits; written in order. */
  async admit(parent: LiveSession, agent: string, { maxDepth, maxSpawns }: Bounds): Promise<string | SubSessionResult> {
    if (parent.depth + 1 > maxDepth) {
      return refusal(
        "depth-limit",
        `Sub-sessions may be ${maxDepth} deep, and this would be deeper. Do the work yourself.`,
      );
    }
    if (this.#ids.length >= maxSpawns) {
      const advice = "Do the work yourself, or go on with an earlier one by its session_id.";
      return refusal("spawn-limit", `All ${maxSpawns} sub-sessions that this session may have were started. ${advice}`);
    }
    const sessionId = subSessionId(parent.sessionId, agent);
    this.#ids.push(sessionId);
    const write = this.#writing.then(() => this.#root.stored.update({ sub_sessions: [...this.#ids] }));
    this.#writing = write.catch(() => {});
    await write;
    return sessionId;
  }

  /** Counts one that is brought back; answers why it may not be. */
  admitAgain(): SubSessionResult | undefined {
    if (this.#resumed >= MAX_RESUMES) {
      return refusal(
        "resume-limit",
        `Sub-sessions were brought back ${MAX_RESUMES} times, which is the limit. Do the work yourself.`,
      );
    }
    this.#resumed += 1;
    return undefined;
  }
}

/** Each bound is the narrowest of what is asked for, what the parent itself is under, and the ceiling. */
export function boundsFor(parent: LiveSession, { bounds = {} }: RunRequest): Bounds {
  const above = parent.bounds ?? CEILING;
  const narrowest = (key: keyof Bounds): number =>
    Math.min(bounds[key] ?? DEFAULT_BOUNDS[key], above[key], CEILING[key]);
  return { maxDepth: narrowest("maxDepth"), maxSpawns: narrowest("maxSpawns"), timeoutMs: narrowest("timeoutMs") };
}

/** As upstream: sixteen hex digits for the parent, sixteen for the child, and `_` with the agent marks a sub-session. */
function subSessionId(parentId: string, agent: string): string {
  const [, ofParent] = /^[0-9a-f]{16}-([0-9a-f]{16})_/.exec(parentId) ?? [];
  const parent = ofParent ?? createHash("sha256").update(parentId).digest("hex").slice(0, 16);
  const name = agent
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, MAX_AGENT_CHARS);
  return `${parent}-${randomBytes(8).toString("hex")}_${name || "agent"}`;
}
