/** What the registry of sessions is asked for, and what it answers. */
import type { JsonObject, MountReport } from "../../kernel/index.ts";
import type { PlanWarning } from "../plan/compile-plan.ts";
import type { Fork } from "./fork.ts";
import type { LiveSession } from "./live-session.ts";
import type { Kinship } from "./sub-session-contract.ts";

export interface CreateRequest {
  readonly profile?: string | undefined;
  readonly mountPlan?: JsonObject | undefined;
  readonly overrides?: JsonObject | undefined;
  readonly mcpServers?: JsonObject | undefined;
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

export interface StartedSession {
  readonly session: LiveSession;
  readonly report: MountReport;
  readonly warnings: readonly PlanWarning[];
}
