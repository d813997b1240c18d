/** Makes spans and metrics of events: `invoke_agent` for a turn, in it `chat` for each request and `execute_tool` for each call. */
import type { Coordinator, JsonObject, Observation, Usage } from "../../kernel/index.ts";
import { type SessionRedactor, sessionRedactor } from "../lib/redaction/index.ts";
import type { Config } from "./config.ts";
import { messageAttribute, providerName, usageAttributes } from "./gen-ai.ts";
import type { Meter } from "./meter.ts";
import { type Attributes, SPAN_KIND, type Span, type SpanContext } from "./otlp.ts";
import { childOf, parseTraceparent } from "./trace-context.ts";

export interface TracerOptions {
  readonly coordinator: Coordinator;
  readonly config: Config;
  readonly meter: Meter;
  readonly onSpan: (span: Span) => void;
}

/** Spans that are open at the same time, of each kind. */
const MAX_OPEN = 1000;
const MAX_CONTENT_CHARS = 8192;

/** The tracers of this process, so that a sub-session's turn belongs to its parent's. */
const tracers = new Map<string, Tracer>();

export class Tracer {
  readonly #options: TracerOptions;
  readonly #redactor: SessionRedactor;
  #turn: Span | undefined;
  /** By request. */
  readonly #chats = new Map<unknown, Span>();
  /** By call. */
  readonly #tools = new Map<unknown, Span>();
  #lastChat: Span | undefined;

  constructor(options: TracerOptions) {
    this.#options = options;
    this.#redactor = sessionRedactor(options.coordinator);
    tracers.set(options.coordinator.sessionId, this);
  }

  /** The span of the turn under way. */
  get turn(): SpanContext | undefined {
    return this.#turn;
  }

  observe({ event, data, ts }: Observation): void {
    this.#handlers[event]?.(data, ts);
  }

  /** Ends what is open. */
  close(): void {
    const { coordinator } = this.#options;
    if (tracers.get(coordinator.sessionId) === this) tracers.delete(coordinator.sessionId);
    this.#abandon(coordinator.host.clock.now());
  }

  readonly #handlers: Readonly<Record<string, (data: JsonObject, ts: number) => void>> = {
    "prompt:submit": (data, ts) => this.#beginTurn(data, ts),
    "execution:end": ({ response, status }, ts) => {
      this.#add(this.#turn, this.#content("gen_ai.output.messages", messageAttribute("assistant", String(response))));
      if (status === "failed") this.#endTurn(ts, { error: "failed" });
    },
    "prompt:complete": ({ stop_reason, usage }, ts) => {
      const reason = String(stop_reason);
      this.#add(this.#turn, { "gen_ai.response.finish_reasons": [reason], ...usageAttributes(usage as Usage) });
      this.#endTurn(ts, TURN_ERRORS.has(reason) ? { error: reason } : {});
    },
    "llm:request": (data, ts) => this.#beginChat(data, ts),
    "llm:response": (data, ts) => this.#endChat(data, ts),
    "provider:response": ({ stop_reason }) => {
      this.#add(this.#lastChat, { "gen_ai.response.finish_reasons": [String(stop_reason)] });
    },
    "tool:pre": (data, ts) => this.#beginTool(data, ts),
    "tool:post": (data, ts) => this.#endTool(data, ts),
    "tool:error": (data, ts) => this.#endTool(data, ts),
  };

  #beginTurn({ prompt, traceparent }: JsonObject, ts: number): void {
    this.#abandon(ts);
    const { coordinator, config } = this.#options;
    const outer = parseTraceparent(traceparent) ?? tracers.get(coordinator.parentId ?? "")?.turn;
    this.#turn = open(`invoke_agent ${config.agent_name}`, SPAN_KIND.internal, { parent: outer, ts });
    this.#add(this.#turn, {
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.agent.name": config.agent_name,
      "gen_ai.conversation.id": coordinator.sessionId,
      ...this.#content("gen_ai.input.messages", messageAttribute("user", textOf(prompt))),
    });
  }

  #endTurn(ts: number, { error }: { readonly error?: string }): void {
    const turn = this.#turn;
    this.#turn = undefined;
    if (turn === undefined) return;
    this.#end(turn, ts, error);
    const { "gen_ai.provider.name": provider, "gen_ai.agent.name": agent } = turn.attributes;
    const attributes = { "gen_ai.agent.name": agent, "gen_ai.provider.name": provider, "error.type": error };
    this.#options.meter.record("gen_ai.invoke_agent.duration", seconds(turn), defined(attributes));
  }

  #beginChat({ provider, model, request_id }: JsonObject, ts: number): void {
    if (this.#chats.size >= MAX_OPEN) return;
    const { coordinator } = this.#options;
    const mounted = coordinator.get("providers", String(provider));
    const wanted = String(model ?? mounted?.getInfo().defaults.model ?? "unknown");
    const about = {
      "gen_ai.provider.name": providerName(coordinator, String(provider)),
      "gen_ai.request.model": wanted,
    };
    const chat = open(`chat ${wanted}`, SPAN_KIND.client, { parent: this.#turn, ts });
    this.#add(chat, { "gen_ai.operation.name": "chat", "gen_ai.conversation.id": coordinator.sessionId, ...about });
    this.#add(this.#turn, about);
    this.#chats.set(request_id, chat);
  }

  #endChat({ request_id, model, usage, error }: JsonObject, ts: number): void {
    const chat = this.#chats.get(request_id);
    this.#chats.delete(request_id);
    if (chat === undefined) return;
    const failure = (error as { kind?: string } | undefined)?.kind;
    this.#add(chat, {
      "gen_ai.response.model": failure === undefined && typeof model === "string" ? model : undefined,
      ...usageAttributes(usage as Usage | undefined),
    });
    this.#lastChat = chat;
    this.#end(chat, ts, failure);
    this.#measureChat(chat, usage as Usage | undefined);
  }

  #measureChat(chat: Span, usage: Usage | undefined): void {
    const { meter } = this.#options;
    const common = pick(chat.attributes, [
      "gen_ai.operation.name",
      "gen_ai.provider.name",
      "gen_ai.request.model",
      "gen_ai.response.model",
    ]);
    meter.record("gen_ai.client.operation.duration", seconds(chat), defined({ ...common, "error.type": chat.error }));
    if (usage === undefined) return;
    meter.record("gen_ai.client.token.usage", usage.input_tokens, { ...common, "gen_ai.token.type": "input" });
    meter.record("gen_ai.client.token.usage", usage.output_tokens, { ...common, "gen_ai.token.type": "output" });
  }

  #beginTool({ tool_name, tool_call_id, tool_input }: JsonObject, ts: number): void {
    if (this.#tools.size >= MAX_OPEN) return;
    const tool = open(`execute_tool ${tool_name}`, SPAN_KIND.internal, { parent: this.#turn, ts });
    this.#add(tool, {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": String(tool_name),
      "gen_ai.tool.call.id": String(tool_call_id),
      "gen_ai.tool.type": "function",
      ...this.#content("gen_ai.tool.call.arguments", tool_input),
    });
    this.#tools.set(tool_call_id, tool);
  }

  #endTool({ tool_call_id, tool_name, result, error }: JsonObject, ts: number): void {
    const tool = this.#tools.get(tool_call_id);
    this.#tools.delete(tool_call_id);
    if (tool === undefined) return;
    const {
      success = false,
      output,
      error: own,
    } = (result ?? {}) as { success?: boolean; output?: unknown; error?: unknown };
    const failure = (error ?? own) as { kind?: string } | undefined;
    const type = success ? undefined : (failure?.kind ?? "failed");
    this.#add(tool, this.#content("gen_ai.tool.call.result", output));
    this.#end(tool, ts, type);
    const attributes = defined({ "gen_ai.tool.name": String(tool_name), "error.type": type });
    this.#options.meter.record("gen_ai.execute_tool.duration", seconds(tool), attributes);
  }

  /** Nobody has told the end of these: the turn failed, or the session was closed in the middle. */
  #abandon(ts: number): void {
    for (const open of [this.#tools, this.#chats]) {
      for (const span of open.values()) this.#end(span, ts, "interrupted");
      open.clear();
    }
    this.#endTurn(ts, { error: "interrupted" });
  }

  #end(span: Span, ts: number, error: string | undefined): void {
    span.endMs = Math.max(span.startMs, ts);
    if (error !== undefined) {
      span.error = error;
      this.#add(span, { "error.type": error });
    }
    this.#options.onSpan(span);
  }

  #add(span: Span | undefined, attributes: Attributes): void {
    if (span !== undefined) span.attributes = { ...span.attributes, ...attributes };
  }

  /** Only where the config wants it. */
  #content(key: string, value: unknown): Attributes {
    if (!this.#options.config.capture_content || value === undefined) return {};
    const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
    return { [key]: this.#redactor.redactText(text).slice(0, MAX_CONTENT_CHARS) };
  }
}

/** Ends of a turn that are failures. */
const TURN_ERRORS: ReadonlySet<string> = new Set(["cancelled", "denied"]);

function open(name: string, kind: Span["kind"], at: { parent: SpanContext | undefined; ts: number }): Span {
  return { ...childOf(at.parent), name, kind, startMs: at.ts, endMs: at.ts, attributes: {} };
}

function seconds({ startMs, endMs }: Span): number {
  return (endMs - startMs) / 1000;
}

function pick(attributes: Attributes, keys: readonly string[]): Attributes {
  return defined(Object.fromEntries(keys.map((key) => [key, attributes[key]])));
}

function defined(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

function textOf(prompt: unknown): string {
  if (typeof prompt === "string") return prompt;
  const blocks = Array.isArray(prompt) ? (prompt as readonly JsonObject[]) : [];
  return blocks.map(({ text }) => (typeof text === "string" ? text : "")).join("");
}
