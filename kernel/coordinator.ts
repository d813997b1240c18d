/** What a module's `mount` receives: mount points, capabilities, channels, cancellation, events, the way to a tool. */
import { ask, type Verdict } from "./approval.ts";
import { CancellationToken } from "./cancellation.ts";
import type { ApprovalSystem, DisplaySystem, Host, Undo } from "./contracts/host.ts";
import type { ModuleResolver, MountPlan } from "./contracts/module.ts";
import type { Context, Orchestrator } from "./contracts/orchestrator.ts";
import type { Provider } from "./contracts/provider.ts";
import type { ApprovalDetail, Tool } from "./contracts/tool.ts";
import { KernelError, messageOf } from "./errors.ts";
import type { EventData, EventName } from "./events.ts";
import type { HookResult } from "./hook-result.ts";
import { HookRegistry } from "./hooks.ts";
import type { JsonObject, ToolCallBlock } from "./messages.ts";
import { type CallOptions, type CompletedCall, ToolCall } from "./tool-call.ts";

export interface MountPoints {
  orchestrator: Orchestrator;
  context: Context;
  providers: Provider;
  tools: Tool;
  "module-source-resolver": ModuleResolver;
}
export type MountPoint = keyof MountPoints;

/** A hook's text for the model that is for the next request only: never in the history. */
export interface Injection {
  readonly role: "system" | "user" | "assistant";
  readonly text: string;
  readonly appendToLastToolResult: boolean;
}

/** What an event came to once its hooks, and the person if one was asked, have had their say. */
export interface Outcome {
  /** Present: it must not happen, and this is why. */
  readonly denied?: string;
  readonly data: JsonObject;
  readonly injections: readonly Injection[];
  /** What the person saw who allowed it. */
  readonly approved?: ApprovalDetail;
}

export interface CoordinatorOptions {
  readonly sessionId: string;
  readonly parentId?: string | undefined;
  readonly plan: MountPlan;
  readonly host: Host;
  readonly approval?: ApprovalSystem | undefined;
  readonly display?: DisplaySystem | undefined;
  /** The number of the last event that was logged. Default 0. */
  readonly lastSeq?: number | undefined;
}

const DEFAULT_INJECTION_BYTES = 10_240;
const DEFAULT_INJECTION_TOKENS = 10_000;
const BYTES_PER_TOKEN = 4;

export class Coordinator {
  readonly sessionId: string;
  readonly parentId: string | undefined;
  readonly plan: MountPlan;
  readonly host: Host;
  readonly hooks: HookRegistry;
  readonly cancellation: CancellationToken;
  readonly #options: CoordinatorOptions;
  readonly #mounts = new Map<MountPoint, Map<string, unknown>>();
  readonly #capabilities = new Map<string, unknown>();
  readonly #contributors = new Map<string, Set<{ readonly name: string; readonly callback: () => unknown }>>();
  #history: Context | undefined;
  #injectedTokens = 0;

  constructor(options: CoordinatorOptions) {
    const { sessionId, parentId, plan, host, lastSeq } = options;
    this.sessionId = sessionId;
    this.parentId = parentId;
    this.plan = plan;
    this.host = host;
    this.#options = options;
    this.hooks = new HookRegistry(host, { session_id: sessionId, parent_id: parentId ?? null }, lastSeq);
    this.cancellation = new CancellationToken((line) => host.report(line));
  }

  /** @throws KernelError `mount-point-taken` */
  mount<Point extends MountPoint>(point: Point, instance: MountPoints[Point], options: { name?: string } = {}): Undo {
    const { name = "" } = options;
    const mounted = this.#mounts.get(point) ?? new Map<string, unknown>();
    const place = `${point} ${name}`.trim();
    if (mounted.has(name)) throw new KernelError("mount-point-taken", `Two modules claim the mount point ${place}.`);
    this.#mounts.set(point, mounted.set(name, instance));
    return () => {
      if (mounted.get(name) === instance) mounted.delete(name);
    };
  }

  unmount(point: MountPoint, name = ""): boolean {
    return this.#mounts.get(point)?.delete(name) ?? false;
  }

  get<Point extends MountPoint>(point: Point, name = ""): MountPoints[Point] | undefined {
    return this.#mounts.get(point)?.get(name) as MountPoints[Point] | undefined;
  }

  /** All that is mounted at a point, by name, as a copy. */
  all<Point extends MountPoint>(point: Point): ReadonlyMap<string, MountPoints[Point]> {
    return new Map(this.#mounts.get(point) as Map<string, MountPoints[Point]> | undefined);
  }

  registerCapability(name: string, value: unknown): Undo {
    this.#capabilities.set(name, value);
    return () => {
      if (this.#capabilities.get(name) === value) this.#capabilities.delete(name);
    };
  }

  /** The caller states the type that the capability's name stands for; nothing checks it. */
  getCapability<Value>(name: string): Value | undefined {
    return this.#capabilities.get(name) as Value | undefined;
  }

  registerContributor(channel: string, name: string, callback: () => unknown): Undo {
    const contributor = { name, callback };
    const contributors = this.#contributors.get(channel) ?? new Set();
    this.#contributors.set(channel, contributors.add(contributor));
    return () => void contributors.delete(contributor);
  }

  /** In the order of registration; null and nothing are left out, and a contributor that fails, which is reported. */
  async collectContributions(channel: string): Promise<unknown[]> {
    const contributions: unknown[] = [];
    for (const { name, callback } of this.#contributors.get(channel) ?? []) {
      try {
        const value = await callback();
        if (value !== null && value !== undefined) contributions.push(value);
      } catch (error) {
        this.host.report(`contributor ${name} failed on ${channel}: ${messageOf(error)}`);
      }
    }
    return contributions;
  }

  /** Emits a canonical event and carries out what its hooks answered. */
  async emit<Name extends EventName>(event: Name, data: EventData<Name>, signal?: AbortSignal): Promise<Outcome> {
    return this.emitCustom(event, data as JsonObject, signal);
  }

  /** The same for a module's own event, `namespace:action`, advertised on the channel `observability.events`. */
  async emitCustom(event: string, data: JsonObject, signal?: AbortSignal): Promise<Outcome> {
    return this.processHookResult(await this.hooks.emit(event, data), event, signal);
  }

  /** Carries out a hook's answer: tells the user, asks the user, puts text before the model. */
  async processHookResult(result: HookResult, event: string, signal = this.cancellation.stopping): Promise<Outcome> {
    const { data = {}, user_message: message, user_message_level: level = "info" } = result;
    const source = result.user_message_source ?? event;
    if (message !== undefined) this.#options.display?.showMessage(message, level, source);
    if (result.action === "deny") return { denied: result.reason ?? `A hook denied ${event}.`, data, injections: [] };
    const asking = { approval: this.#options.approval, signal };
    const verdict: Verdict = result.action === "ask_user" ? await ask(this, result, asking) : {};
    if (verdict.denied !== undefined) return { ...verdict, data, injections: [] };
    return { ...verdict, data, injections: await this.#inject(result, event) };
  }

  /** The one way to a tool, for models, scripts and sub-sessions: hooks, approval, call, result. Never rejects. */
  async callTool(call: ToolCallBlock, options: CallOptions = {}): Promise<CompletedCall> {
    return new ToolCall(this, call).run(options);
  }

  /** Where injected messages go: the journalled context. Set once, by the session. */
  attachHistory(history: Context): void {
    this.#history = history;
  }

  resetTurn(): void {
    this.#injectedTokens = 0;
  }

  async #inject(result: HookResult, event: string): Promise<Injection[]> {
    const { context_injection: text = "", context_injection_role: role = "system", ephemeral = false } = result;
    if (text === "") return [];
    const bytes = utf8Length(text);
    const tokens = Math.ceil(bytes / BYTES_PER_TOKEN);
    const rule = this.#ruleAgainst(bytes, tokens);
    if (rule !== undefined) {
      const reason = `A hook's text of ${bytes} bytes on ${event} was left out: it would go over ${rule}.`;
      await this.hooks.emit("policy:violation", { rule, reason });
      return [];
    }
    this.#injectedTokens += tokens;
    await this.hooks.emit("context:injected", { role, bytes, ephemeral, source: event });
    if (ephemeral) return [{ role, text, appendToLastToolResult: result.append_to_last_tool_result ?? false }];
    await this.#history?.addMessage({ role, content: [{ type: "text", text }], metadata: { source: "hook", event } });
    return [];
  }

  #ruleAgainst(bytes: number, tokens: number): string | undefined {
    const { injection_size_limit: maxBytes = DEFAULT_INJECTION_BYTES } = this.plan.session;
    const { injection_budget_per_turn: maxTokens = DEFAULT_INJECTION_TOKENS } = this.plan.session;
    if (maxBytes !== null && bytes > maxBytes) return "injection_size_limit";
    return maxTokens !== null && this.#injectedTokens + tokens > maxTokens ? "injection_budget_per_turn" : undefined;
  }
}

/** Half of a surrogate pair counts for two of the four bytes that the pair takes. */
function utf8Length(text: string): number {
  return text.replace(/[\u0080-\u07ff\ud800-\udfff]/g, "12").replace(/[\u0800-\uffff]/g, "123").length;
}
