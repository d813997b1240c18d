/** What modules ask for by the capabilities `session.spawn` and `session.resume`, and what they get: a value, whatever happens. */
import type { Usage } from "../../kernel/index.ts";
import type { Inheritance } from "./child-plan.ts";
import type { LiveSession } from "./live-session.ts";

export interface Bounds {
  /** Levels below the root. */
  readonly maxDepth: number;
  /** Sub-sessions of one root, all levels together, for as long as it exists. */
  readonly maxSpawns: number;
  /** For one run of a sub-session. */
  readonly timeoutMs: number;
}

export interface RunRequest {
  readonly instruction: string;
  /** Ends the sub-session at once. */
  readonly signal: AbortSignal;
  /** Absent: the defaults. They never widen those of the session that asks. */
  readonly bounds?: Partial<Bounds>;
  /** The first one whose provider is mounted is used. */
  readonly preferences?: readonly { readonly provider: string; readonly model?: string | undefined }[];
  /** Awaited with the sub-session's id before its turn begins. */
  readonly onStart?: (sessionId: string) => Promise<void>;
}

/** What the capability `session.spawn` takes. */
export interface SpawnRequest extends RunRequest {
  /** A key of the plan's `agents`. */
  readonly agent: string;
  readonly inheritance?: Inheritance;
}

/** What the capability `session.resume` takes: an earlier sub-session of the same root. */
export interface ResumeRequest extends RunRequest {
  readonly sessionId: string;
}

/** What both answer. They never reject. */
export interface SubSessionResult {
  /** Absent when there came to be none. */
  readonly session_id?: string;
  readonly status: "completed" | "incomplete" | "refused" | "denied" | "cancelled" | "timeout" | "failed";
  /** The last answer, as far as it came. */
  readonly output: string;
  /** With what its own sub-sessions used. */
  readonly usage?: Usage;
  readonly warnings: readonly string[];
  readonly error?: { readonly kind: string; readonly message: string };
}

/** Whose child a session is. */
export interface Kinship {
  readonly parent: LiveSession;
  readonly bounds: Bounds;
}
