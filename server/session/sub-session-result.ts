/** From how a sub-session's turn went, or why there was none, to the value that whoever asked for it gets. */
import { messageOf } from "../../kernel/index.ts";
import type { Bounds, SubSessionResult } from "./sub-session-contract.ts";
import type { TurnReply } from "./turn-book.ts";

const STATUS = {
  end_turn: "completed",
  max_tokens: "incomplete",
  max_iterations: "incomplete",
  refusal: "refused",
  denied: "denied",
  cancelled: "cancelled",
} as const;

type Ending = Omit<SubSessionResult, "session_id" | "warnings">;

export function outcomeOf({ text, stopReason, usage }: TurnReply, isTimeout: boolean, bounds: Bounds): Ending {
  const status = STATUS[stopReason];
  const outcome = { status, output: text, usage };
  if (status === "denied")
    return { ...outcome, error: { kind: "denied", message: `A hook ended the sub-session: ${text}` } };
  return status === "cancelled" ? { ...outcome, ...endedEarly(isTimeout, bounds) } : outcome;
}

/** Of one that was ended, also before its turn began. */
export function endedEarly(
  isTimeout: boolean,
  { timeoutMs }: Bounds,
): Required<Pick<SubSessionResult, "status" | "error">> {
  if (!isTimeout)
    return { status: "cancelled", error: { kind: "cancelled", message: "The sub-session was cancelled." } };
  const message = `The sub-session was ended: it may take ${timeoutMs / 1000} s.`;
  return { status: "timeout", error: { kind: "timeout", message } };
}

export function refusal(kind: string, message: string): SubSessionResult {
  return { status: "failed", output: "", warnings: [], error: { kind, message } };
}

export function failed(error: unknown): SubSessionResult {
  const { kind, code } = Object(error) as { kind?: unknown; code?: unknown };
  const known = [kind, code].find((word) => typeof word === "string");
  return refusal(typeof known === "string" ? known : "failed", messageOf(error));
}
