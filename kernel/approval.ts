/** Asking a person: from a hook's `ask_user` to a decision. With nobody there, and on every fault, it is no. */
import type { ApprovalAnswer, ApprovalRequest, ApprovalSystem } from "./contracts/host.ts";
import type { ApprovalDetail } from "./contracts/tool.ts";
import type { Coordinator, Outcome } from "./coordinator.ts";
import { messageOf } from "./errors.ts";
import type { ApprovalKind, ApprovalOption, HookResult } from "./hook-result.ts";
import type { JsonObject } from "./messages.ts";

export type Verdict = Pick<Outcome, "denied" | "approved">;
/** The signal withdraws the question. */
type Asking = { readonly approval: ApprovalSystem | undefined; readonly signal: AbortSignal };

const DEFAULT_TIMEOUT_S = 300;
const DENY: ApprovalOption = { id: "deny", label: "Deny", kind: "deny_once" };
const REASONS = {
  user: "The user said no.",
  timeout: "Nobody answered in time, which means no.",
  unattended: "It needs approval, and there is nobody to ask: no client that can answer is connected.",
} as const;

/** Answers why it must not happen, or what the person saw who allowed it. */
export async function ask(coordinator: Coordinator, result: HookResult, asking: Asking): Promise<Verdict> {
  const { hooks } = coordinator;
  const request = await requestFor(result, coordinator);
  const { approvalId: approval_id, prompt, options, timeoutMs: timeout_ms, toolCall } = request;
  const about = { approval_id, prompt, ...(toolCall && { tool_name: toolCall.name, tool_call_id: toolCall.id }) };
  await hooks.emit("approval:required", { ...about, options: options.map(({ id }) => id), timeout_ms });
  const answer = await answerTo(request, asking);
  const { id: option_id, kind } = chosenOption(request, answer);
  const decision = { ...about, option_id, kind, by: answer.by };
  if (kind.startsWith("allow")) {
    await hooks.emit("approval:granted", decision);
    return { approved: request.detail };
  }
  const reason = answer.reason ?? REASONS[answer.by];
  await hooks.emit("approval:denied", { ...decision, reason });
  return { denied: reason };
}

async function requestFor(result: HookResult, coordinator: Coordinator): Promise<ApprovalRequest> {
  const toolCall = toolCallIn(result.data ?? {});
  const offered = (result.approval_options ?? ["Allow", "Deny"]).map(toOption);
  const options = offered.some(({ kind }) => kind.startsWith("deny")) ? offered : [...offered, DENY];
  return {
    approvalId: coordinator.host.newId(),
    prompt: result.approval_prompt ?? result.reason ?? "Allow this?",
    options,
    timeoutMs: Math.round((result.approval_timeout ?? DEFAULT_TIMEOUT_S) * 1000),
    defaultOptionId: optionFor(result.approval_default ?? "deny", options).id,
    ...(toolCall && { toolCall }),
    detail: toolCall === undefined ? {} : await previewOf(toolCall.name, toolCall.input, coordinator),
  };
}

function toolCallIn(data: JsonObject): ApprovalRequest["toolCall"] {
  const { tool_call_id: id, tool_name: name, tool_input: input } = data;
  if (typeof id !== "string" || typeof name !== "string") return undefined;
  return { id, name, input: (input ?? {}) as JsonObject };
}

/** A preview that fails leaves the input to speak for itself. */
async function previewOf(name: string, input: JsonObject, coordinator: Coordinator): Promise<ApprovalDetail> {
  try {
    return (await coordinator.get("tools", name)?.preview?.(input)) ?? {};
  } catch (error) {
    coordinator.host.report(`preview of ${name} failed: ${messageOf(error)}`);
    return {};
  }
}

/** Whatever goes wrong with the asking counts as nobody there. */
async function answerTo(request: ApprovalRequest, { approval, signal }: Asking): Promise<ApprovalAnswer> {
  const nobody = { optionId: request.defaultOptionId, by: "unattended" } as const;
  if (approval === undefined) return nobody;
  try {
    signal.throwIfAborted();
    return await approval.requestApproval(request, signal);
  } catch (error) {
    const reason = signal.aborted ? "The question was withdrawn because the turn was cancelled." : messageOf(error);
    return { ...nobody, reason };
  }
}

/** The default is for a time-out alone: nobody there, or an answer that was not on offer, always means no. */
function chosenOption({ options, defaultOptionId }: ApprovalRequest, { by, optionId }: ApprovalAnswer): ApprovalOption {
  const wanted = by === "timeout" ? defaultOptionId : optionId;
  const chosen = by === "unattended" ? undefined : options.find(({ id }) => id === wanted);
  return chosen ?? optionFor("deny", options);
}

function optionFor(effect: "allow" | "deny", options: readonly ApprovalOption[]): ApprovalOption {
  const fitting = options.filter(({ kind }) => kind.startsWith(effect));
  return fitting.find(({ kind }) => kind === `${effect}_once`) ?? fitting[0] ?? DENY;
}

function toOption(option: string | ApprovalOption): ApprovalOption {
  if (typeof option !== "string") return option;
  return { id: option.toLowerCase().replace(/[^a-z0-9]+/g, "_"), label: option, kind: kindOf(option) };
}

/** Anything that does not plainly say yes means no. */
function kindOf(label: string): ApprovalKind {
  const effect = /^(allow|yes|approve|ok)\b/i.test(label) ? "allow" : "deny";
  if (/\b(always|forever)\b/i.test(label)) return `${effect}_always`;
  return effect === "allow" && /\bsession\b/i.test(label) ? "allow_session" : `${effect}_once`;
}
