/** Runs the programs that are for an event, one after another, and makes one hook result of what they say. */
import {
  CONTINUE,
  type Coordinator,
  type HookResult,
  isEphemeral,
  type JsonObject,
  mergeHookResults,
} from "../../kernel/index.ts";
import { sessionBase } from "../lib/paths/index.ts";
import { type Answer, answerOf } from "./answer.ts";
import { CLAUDE_EVENTS } from "./claude-events.ts";
import type { Config, Program } from "./config.ts";
import { matchesSubject } from "./matcher.ts";
import { runProgram } from "./run-program.ts";
import { TurnControl } from "./turn-control.ts";

/** Emitted after each program. Programs are not run for it. */
export const COMPLETED = "command:completed";

/** A session that ends does not wait longer for its programs. */
const MAX_END_MS = 5000;

export class Commander {
  readonly turn: TurnControl;
  readonly #coordinator: Coordinator;
  readonly #config: Config;
  /** By tool call: its data as programs have changed it, until `applyChange` takes it. */
  readonly #changed = new Map<string, JsonObject>();

  constructor(coordinator: Coordinator, config: Config, source: string) {
    this.#coordinator = coordinator;
    this.#config = config;
    this.turn = new TurnControl(coordinator, source);
  }

  /** @param name as the config has it: an event of Claude Code's, or a pattern over ampd's */
  async handle(name: string, event: string, data: JsonObject): Promise<HookResult | undefined> {
    const claude = CLAUDE_EVENTS[name];
    if (event === COMPLETED || isEphemeral(event)) return undefined;
    const isChild = this.#coordinator.parentId !== undefined;
    if (claude !== undefined && !claude.isMeant(data, { isChild })) return undefined;
    const subject = claude?.subject(data, event) ?? (typeof data.tool_name === "string" ? [data.tool_name] : []);
    const groups = (this.#config.hooks[name] ?? []).filter(({ matcher }) => matchesSubject(matcher, subject));
    let merged = CONTINUE;
    let current = data;
    for (const program of groups.flatMap(({ hooks }) => hooks)) {
      const answer = await this.#ask(program, { name, event, data: current });
      const result = this.turn.toResult(answer, { name, event, program, data: current });
      if (result.action === "modify" || result.action === "ask_user") current = { ...current, ...result.data };
      merged = mergeHookResults(merged, result);
      if (merged.action === "deny") break;
    }
    return this.#withData(merged, data, current);
  }

  /** A question does not change the call by itself: what programs made of it is applied by `applyChange`. */
  applyChange({ tool_call_id }: JsonObject): HookResult | undefined {
    const data = this.#changed.get(String(tool_call_id));
    this.#changed.delete(String(tool_call_id));
    return data === undefined ? undefined : { action: "modify", data };
  }

  #withData(merged: HookResult, before: JsonObject, after: JsonObject): HookResult {
    if (after === before || merged.action === "deny") return merged;
    if (merged.action !== "ask_user") return { ...merged, action: "modify", data: after };
    if (typeof after.tool_call_id === "string") this.#changed.set(after.tool_call_id, after);
    return merged;
  }

  async #ask(program: Program, about: { name: string; event: string; data: JsonObject }): Promise<Answer> {
    const { hooks, host, sessionId, cancellation } = this.#coordinator;
    const { name, event } = about;
    const { cwd } = sessionBase(this.#coordinator);
    const isEnd = event === "session:end";
    const limitMs = program.timeout * 1000;
    const startedAt = host.clock.now();
    const run = await runProgram(program, this.#inputFor(about), {
      cwd,
      allow: this.#config.env_allow,
      env: { CLAUDE_PROJECT_DIR: cwd, AMPD_PROJECT_DIR: cwd, AMPD_SESSION_ID: sessionId },
      timeoutMs: isEnd ? Math.min(limitMs, MAX_END_MS) : limitMs,
      // A session that ends is cancelled already.
      signal: isEnd ? new AbortController().signal : cancellation.stopping,
    });
    const answer = answerOf(run, CLAUDE_EVENTS[name]?.takesPlainContext === true);
    await hooks.emit(COMPLETED, {
      hook_event: name,
      command: program.command,
      duration_ms: Math.max(0, Math.round(host.clock.now() - startedAt)),
      ...(run.kind === "exited" && { exit_code: run.code }),
      outcome: answer.fault !== undefined ? "failed" : answer.block !== undefined ? "blocked" : "ok",
      ...(answer.fault !== undefined && { reason: answer.fault }),
    });
    return answer;
  }

  #inputFor({ name, event, data }: { name: string; event: string; data: JsonObject }): JsonObject {
    const { sessionId, parentId } = this.#coordinator;
    return {
      session_id: sessionId,
      ...(parentId !== undefined && { parent_id: parentId }),
      cwd: sessionBase(this.#coordinator).cwd,
      permission_mode: this.#permissionMode(),
      hook_event_name: name,
      ...CLAUDE_EVENTS[name]?.fields(data, event),
      ...(CLAUDE_EVENTS[name]?.events.includes("provider:response") && { stop_hook_active: this.turn.wasContinued }),
      event,
      data,
    };
  }

  #permissionMode(): string {
    const mode = this.#coordinator.getCapability<{ get(): string }>("approval.mode")?.get() ?? "ask";
    return PERMISSION_MODES[mode] ?? "default";
  }
}

const PERMISSION_MODES: Readonly<Record<string, string>> = {
  "accept-edits": "acceptEdits",
  plan: "plan",
  "read-only": "plan",
  yolo: "bypassPermissions",
};
