/** How a prompt ended, and the JSON object that says so. */
import type { Session, TurnReply } from "../node/index.ts";
import type { OutputFormat } from "./command.ts";
import { EXIT, exitCodeOfTurn } from "./exit-codes.ts";
import type { ShellError } from "./shell-error.ts";
import { TurnRecord } from "./turn-record.ts";

export interface Outcome {
  readonly exitCode: number;
  readonly sessionId?: string | undefined;
  readonly profile?: string | undefined;
  readonly warnings: Session["warnings"];
  readonly record: TurnRecord;
  /** Where the turn came to an end of its own. */
  readonly reply?: TurnReply | undefined;
  readonly error?: ShellError | undefined;
}

/** An interruption decides before what the turn itself says. */
export function exitCodeOf(reply: TurnReply, record: TurnRecord, interrupted: number | undefined): number {
  return interrupted ?? exitCodeOfTurn(reply, record.denials.length > 0);
}

function toResult(outcome: Outcome): Record<string, unknown> {
  const { exitCode, sessionId, profile, warnings, record, reply, error } = outcome;
  const { model, calls } = record;
  return {
    status: statusOf(exitCode),
    response: reply?.text ?? record.text,
    session_id: sessionId ?? null,
    stop_reason: reply?.stopReason ?? (exitCode >= EXIT.hangup ? "cancelled" : null),
    usage: reply?.usage ?? null,
    ...(profile !== undefined && { profile }),
    ...(model !== undefined && { model }),
    ...(reply?.structured !== undefined && { structured: reply.structured }),
    warnings,
    tool_calls: calls,
    ...(error !== undefined && { error: { kind: error.kind, message: error.message } }),
  };
}

/** The line for a program that reads stdout: the one object of every command that could not be carried out. Text has none. */
export function failureLine(format: OutputFormat, error: ShellError): string {
  if (format === "text") return "";
  return resultLine(format, { exitCode: error.exitCode, warnings: [], record: new TurnRecord(), error });
}

/** A result as a line of one of the JSON formats. */
export function resultLine(format: Exclude<OutputFormat, "text">, outcome: Outcome): string {
  return `${JSON.stringify({ ...(format === "stream-json" && { type: "result" }), ...toResult(outcome) })}\n`;
}

const STATUS: Readonly<Record<number, string>> = {
  [EXIT.done]: "done",
  [EXIT.denied]: "denied",
  [EXIT.limit]: "limit",
  [EXIT.hangup]: "cancelled",
  [EXIT.interrupted]: "cancelled",
  [EXIT.terminated]: "cancelled",
};

function statusOf(exitCode: number): string {
  return STATUS[exitCode] ?? "failed";
}
