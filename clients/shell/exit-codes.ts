/** What ampsh's exit codes mean, and which one an outcome has. */
import type { AmpdError, TurnReply } from "../node/index.ts";

export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  denied: 3,
  limit: 4,
  hangup: 129,
  interrupted: 130,
  terminated: 143,
} as const;

/** Errors that another command line would not have. */
const USAGE_KINDS: ReadonlySet<string> = new Set([
  "invalid-params",
  "profile-not-found",
  "mount-plan-invalid",
  "module-not-found",
  "provider-missing",
  "session-not-found",
  "session-exists",
]);
const DENIED_KINDS: ReadonlySet<string> = new Set(["denied", "untrusted-workspace"]);

export function exitCodeOfError({ kind }: AmpdError): number {
  if (DENIED_KINDS.has(kind)) return EXIT.denied;
  return USAGE_KINDS.has(kind) ? EXIT.usage : EXIT.failed;
}

/** @param wasDenied whether a tool call was refused that no person had said no to */
export function exitCodeOfTurn({ stopReason }: TurnReply, wasDenied: boolean): number {
  if (stopReason === "max_tokens" || stopReason === "max_iterations") return EXIT.limit;
  if (stopReason === "denied" || (stopReason === "end_turn" && wasDenied)) return EXIT.denied;
  return stopReason === "end_turn" ? EXIT.done : EXIT.failed;
}
