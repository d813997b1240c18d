/** What a hook answers, and how the answers of several hooks become one. */
import * as z from "zod";
import { definedOf } from "./messages.ts";

const text = z.string().optional();
const flag = z.boolean().optional();
const kind = z.enum(["allow_once", "allow_session", "allow_always", "deny_once", "deny_always"]);

/** One answer that the user may give. `id` is unique within its request. */
const approvalOption = z.object({ id: z.string(), label: z.string(), kind }).readonly();
const options = z.array(z.union([z.string(), approvalOption])).readonly();

/** A hook's answer. Whatever is left out has the default that stands beside it. */
const hookResult = z.object({
  action: z.enum(["continue", "modify", "inject_context", "ask_user", "deny"]),
  /** The event's data, changed; for `modify`, and for what `emitAndCollect` gathers. */
  data: z.record(z.string(), z.unknown()).optional(),
  reason: text,
  context_injection: text,
  /** Default `system`. */
  context_injection_role: z.enum(["system", "user", "assistant"]).optional(),
  /** True: for the next request only, never in the history. Default false. */
  ephemeral: flag,
  append_to_last_tool_result: flag,
  approval_prompt: text,
  /** Default `["Allow", "Deny"]`. */
  approval_options: options.optional(),
  /** Seconds. Default 300. */
  approval_timeout: z.number().nonnegative().optional(),
  /** What a time-out means. Default `deny`. */
  approval_default: z.enum(["allow", "deny"]).optional(),
  suppress_output: flag,
  user_message: text,
  /** Default `info`. */
  user_message_level: z.enum(["info", "warning", "error"]).optional(),
  user_message_source: text,
});

export type ApprovalKind = z.infer<typeof kind>;
export type ApprovalOption = z.infer<typeof approvalOption>;
export type HookResult = Readonly<z.infer<typeof hookResult>>;
export type HookAction = HookResult["action"];

export const CONTINUE: HookResult = { action: "continue" };
/** The highest wins, and of two with the same action the first one. */
const RANK: Record<HookAction, number> = { continue: 0, modify: 1, inject_context: 2, ask_user: 3, deny: 4 };

/** Whether a value that came from a module, or over a wire, is a hook result at all. */
export function isHookResult(value: unknown): value is HookResult {
  return hookResult.safeParse(value).success;
}

/** Joins two results, the earlier first. Two injections become one text, by a blank line; the first's flags hold. */
export function mergeHookResults(first: HookResult, second: HookResult): HookResult {
  if (second === CONTINUE) return first;
  const [winner, loser] = RANK[second.action] > RANK[first.action] ? [second, first] : [first, second];
  const merged = { ...definedOf(loser), ...definedOf(winner), action: winner.action };
  const injections = [first, second].filter((result) => result.context_injection !== undefined);
  const [head] = injections;
  if (head === undefined) return merged;
  const { context_injection_role = "system", ephemeral = false, append_to_last_tool_result = false } = head;
  const context_injection = injections.map((result) => result.context_injection).join("\n\n");
  return { ...merged, context_injection, context_injection_role, ephemeral, append_to_last_tool_result };
}
