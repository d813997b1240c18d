/** What a program's exit code and output mean: Claude Code's rules, and ampd's hook results as they are. */
import { type HookResult, isHookResult, type JsonObject } from "../../kernel/index.ts";
import type { Run } from "./run-program.ts";

/** One program's answer, before it is known what the event can do with it. */
export interface Answer {
  /** It failed as a program; what that means depends on whether it is a gate. */
  readonly fault?: string;
  /** It must not happen, or, where it has happened, this is what the model must hear. */
  readonly block?: string;
  /** Nothing more is to happen in this turn. */
  readonly stop?: string;
  /** The user is to be asked. */
  readonly ask?: string;
  readonly context?: string;
  readonly updatedInput?: JsonObject;
  /** For the user. */
  readonly message?: string;
  /** One of ampd's own, whole. */
  readonly result?: HookResult;
}

const BLOCKING_CODE = 2;

/** @param takesPlainContext text that is no JSON is context for the model */
export function answerOf(run: Run, takesPlainContext: boolean): Answer {
  if (run.kind === "failed") return { fault: run.reason };
  if (run.code === BLOCKING_CODE) return { block: run.stderr || "a hook blocked it, and did not say why" };
  if (run.code !== 0) return { fault: `it ended with exit code ${run.code}${run.stderr ? `: ${run.stderr}` : ""}` };
  const text = run.stdout.trim();
  if (!text.startsWith("{")) return takesPlainContext && text !== "" ? { context: text } : {};
  try {
    return fromJson(JSON.parse(text) as JsonObject);
  } catch {
    return { fault: "its answer is no JSON" };
  }
}

function fromJson(json: JsonObject): Answer {
  if ("action" in json) return isHookResult(json) ? { result: json } : { fault: "its answer is no hook result" };
  const specific = asObject(json.hookSpecificOutput) ?? {};
  const reason = textOf(specific.permissionDecisionReason) ?? textOf(json.reason);
  const decision = textOf(specific.permissionDecision) ?? textOf(json.decision);
  if (decision !== undefined && !DECISIONS.has(decision)) return { fault: `its decision "${decision}" is unknown` };
  const context = textOf(specific.additionalContext);
  const updatedInput = asObject(specific.updatedInput);
  const message = textOf(json.systemMessage);
  return {
    ...(json.continue === false && { stop: textOf(json.stopReason) ?? "a hook stopped the turn" }),
    ...(BLOCKS.has(decision) && { block: reason ?? "a hook blocked it, and did not say why" }),
    ...(decision === "ask" && { ask: reason ?? "A hook wants you to decide." }),
    ...(context !== undefined && { context }),
    ...(updatedInput !== undefined && { updatedInput }),
    ...(message !== undefined && { message }),
  };
}

const DECISIONS: ReadonlySet<string> = new Set(["allow", "approve", "ask", "block", "defer", "deny"]);
const BLOCKS: ReadonlySet<string | undefined> = new Set(["block", "deny"]);

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

function asObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}
