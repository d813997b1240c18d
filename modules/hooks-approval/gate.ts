/** The gate on `tool:pre`: reads the call, has it judged, and answers; then listens to what the person said. */
import type { ApprovalKind, Coordinator, HookResult, JsonObject, Observation } from "../../kernel/index.ts";
import { CONTINUE } from "../../kernel/index.ts";
import type { Audit } from "./audit.ts";
import { type CallFacts, readCall } from "./call-facts.ts";
import type { Config, Mode } from "./config.ts";
import type { Memory } from "./memory.ts";
import { stricterMode } from "./modes.ts";
import { judge, type Verdict } from "./policy.ts";
import { askUser, questionFor } from "./question.ts";
import type { ReadyRule } from "./rules.ts";
import { type Scope, scopeOf } from "./scope.ts";

/** The policy of a session as its sub-sessions see it: the capability `approval.policy` there, `approval.parent` with them. */
export interface ParentPolicy {
  readonly mode: Mode;
  readonly memory: Memory;
}

export interface GateOptions {
  readonly coordinator: Coordinator;
  readonly config: Config;
  readonly rules: readonly ReadyRule[];
  readonly memory: Memory;
  readonly audit: Audit;
  readonly parent?: ParentPolicy | undefined;
}

/** A question that is not answered yet, by the id of its call. */
interface Pending {
  readonly facts: CallFacts;
  readonly scope: Scope;
  readonly prompt: string;
}

const MAX_PENDING = 1000;

export class Gate {
  /** As it was set; what holds is in `effectiveMode`. */
  mode: Mode;
  readonly #options: GateOptions;
  readonly #pending = new Map<string, Pending>();

  constructor(options: GateOptions) {
    this.#options = options;
    this.mode = options.config.mode === "yolo" && !allowsYolo(options.coordinator) ? "ask" : options.config.mode;
  }

  /** Never freer than the session that this one works for is now. */
  get effectiveMode(): Mode {
    return stricterMode(this.mode, this.#options.parent?.mode);
  }

  async decide(data: JsonObject): Promise<HookResult> {
    const { coordinator, config, rules, memory } = this.#options;
    await memory.settled();
    const facts = await readCall(coordinator, data, config.trusted_servers);
    const { rules: remembered, lines } = memory;
    const verdict = await judge(facts, {
      rules,
      remembered,
      lines,
      mode: this.effectiveMode,
      defaultAction: config.default_action,
    });
    if (verdict.effect === "ask") return this.#ask(facts, verdict);
    // That something was read is in the event log; nobody decided anything.
    if (verdict.by !== "read-only") this.#write(facts, verdict);
    return verdict.effect === "allow" ? CONTINUE : this.#deny(facts, verdict);
  }

  /** The kernel tells the answer by an event; it is ours when the prompt is. */
  hear({ data }: Observation): void {
    const { tool_call_id: id, prompt, kind, by, reason } = data;
    const pending = this.#pending.get(String(id));
    if (pending === undefined || pending.prompt !== prompt) return;
    this.#pending.delete(String(id));
    const answer = String(kind) as ApprovalKind;
    const remember = REMEMBERED[answer] ?? false;
    this.#options.audit.write(pending.facts, {
      approved: answer.startsWith("allow"),
      reason: typeof reason === "string" ? reason : `answered by ${String(by)}: ${answer}`,
      remember,
      by: String(by),
    });
    if (by === "user") this.#options.memory.remember(answer, pending.scope);
  }

  /** The call is over: whatever became of its question. */
  forget({ data }: Observation): void {
    this.#pending.delete(String(data.tool_call_id));
  }

  #ask(facts: CallFacts, verdict: Verdict): HookResult {
    const scope = scopeOf(facts);
    const keepsRules = this.#options.coordinator.getCapability("settings.add_rule") !== undefined;
    const question = questionFor(facts, verdict, { scope, keepsRules });
    if (this.#pending.size >= MAX_PENDING)
      return { action: "deny", reason: "too many questions are waiting for an answer" };
    this.#pending.set(facts.toolCallId, { facts, scope, prompt: question.prompt });
    return askUser(question, this.#options.config.default_timeout);
  }

  async #deny(facts: CallFacts, { by, reason }: Verdict): Promise<HookResult> {
    await this.#options.coordinator.hooks.emit("policy:violation", {
      rule: by,
      tool_name: facts.toolName,
      tool_call_id: facts.toolCallId,
      reason,
    });
    return {
      action: "deny",
      reason: `${facts.toolName} was not run: ${reason}. Do not try to get around this; choose another way, or ask the user.`,
    };
  }

  #write(facts: CallFacts, { effect, reason, by }: Verdict): void {
    this.#options.audit.write(facts, { approved: effect === "allow", reason, remember: false, by });
  }
}

/** A plan or a setting alone cannot switch everything off: whoever started ampd has to have said that it may be. */
export function allowsYolo(coordinator: Coordinator): boolean {
  return coordinator.getCapability("approval.allows_yolo") === true;
}

const REMEMBERED: Partial<Record<string, "session" | "always">> = {
  allow_session: "session",
  allow_always: "always",
  deny_always: "always",
};
