/**
 * A provider that replays a script, in process: thoughts, text in deltas, tool calls, errors, a stall until it is aborted, a
 * wait for a gate that the test opens. It records the requests that it got.
 */
import {
  type CompleteOptions,
  type ContentBlock,
  type JsonObject,
  type ModelInfo,
  NO_USAGE,
  type Provider,
  ProviderError,
  type ProviderInfo,
  type ProviderRequest,
  type ProviderResponse,
  toolCallsOf,
  type Usage,
} from "../../kernel/index.ts";

export interface ScriptedAnswer {
  readonly thinking?: string;
  /** Comes with the thought; without one the thought is not signed. */
  readonly signature?: string;
  /** A list is sent as so many deltas. */
  readonly text?: string | readonly string[];
  /** An id is made where none is given. */
  readonly toolCalls?: readonly { readonly id?: string; readonly name: string; readonly input?: JsonObject }[];
  readonly usage?: Partial<Usage>;
  /** Default `tool_use` with tool calls, else `end_turn`. */
  readonly stopReason?: ProviderResponse["stop_reason"];
  /** Awaited once the text has come, before its block ends. */
  readonly gate?: Promise<unknown>;
  /** At the same place: nothing more comes until the request is aborted. */
  readonly stalls?: boolean;
  /** At the same place: the request fails. */
  readonly error?: Error;
  /** The whole answer comes at the end, without parts. */
  readonly isSilent?: boolean;
  /** Goes on as if nobody had aborted. */
  readonly ignoresAbort?: boolean;
}
export type Script = readonly (string | ScriptedAnswer | ((request: ProviderRequest) => string | ScriptedAnswer))[];

export interface ScriptedOptions {
  readonly name?: string;
  readonly priority?: number;
  readonly contextWindow?: number;
  readonly maxOutputTokens?: number;
  readonly models?: readonly ModelInfo[];
}

export class ScriptedProvider implements Provider {
  readonly name: string;
  readonly priority: number;
  readonly requests: ProviderRequest[] = [];
  readonly #options: ScriptedOptions;
  readonly #script: ((request: ProviderRequest) => string | ScriptedAnswer)[];
  #calls = 0;
  #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  constructor(script: Script, options: ScriptedOptions = {}) {
    this.name = options.name ?? "scripted";
    this.priority = options.priority ?? 100;
    this.#options = options;
    this.#script = [];
    this.play(script);
  }

  /** These come behind the answers that are left. */
  play(script: Script): void {
    this.#script.push(...script.map((answer) => (typeof answer === "function" ? answer : () => answer)));
  }

  getInfo(): ProviderInfo {
    const { contextWindow = 200_000, maxOutputTokens = 8192 } = this.#options;
    const defaults = { model: "scripted-1", context_window: contextWindow, max_output_tokens: maxOutputTokens };
    return { id: this.name, displayName: "Scripted", defaults, configFields: [] };
  }

  async listModels(): Promise<readonly ModelInfo[]> {
    return this.#options.models ?? [];
  }

  /** Resolves when so many requests have come in all. */
  async received(count: number): Promise<void> {
    if (this.requests.length >= count) return;
    await new Promise<void>((resolve) => void this.#waiting.push({ count, resolve }));
  }

  async complete(request: ProviderRequest, options: CompleteOptions): Promise<ProviderResponse> {
    this.requests.push(request);
    for (const { count, resolve } of this.#waiting) if (this.requests.length >= count) resolve();
    const next = this.#script.shift();
    if (next === undefined) throw this.#error("InvalidRequest", `the script has no answer ${this.requests.length}`);
    const scripted = next(request);
    const answer = typeof scripted === "string" ? { text: scripted } : scripted;
    const content = await this.#play(answer, options);
    const usage = { ...NO_USAGE, ...answer.usage };
    const stop_reason = answer.stopReason ?? (toolCallsOf(content).length > 0 ? "tool_use" : "end_turn");
    return { content, stop_reason, usage, model: request.model ?? "scripted-1" };
  }

  parseToolCalls(response: ProviderResponse): ReturnType<Provider["parseToolCalls"]> {
    return toolCallsOf(response.content);
  }

  async #play(answer: ScriptedAnswer, options: CompleteOptions): Promise<ContentBlock[]> {
    const content: ContentBlock[] = [];
    const send = async (part: Parameters<CompleteOptions["onPart"]>[0]): Promise<void> => {
      if (options.signal.aborted && answer.ignoresAbort !== true) throw this.#error("Abort", "aborted");
      if (answer.isSilent !== true) await options.onPart(part);
    };
    const put = async (
      block: ContentBlock,
      deltas: readonly string[],
      beforeEnd?: () => Promise<void>,
    ): Promise<void> => {
      const block_index = content.length;
      const block_type = block.type === "text" || block.type === "tool_call" ? block.type : "thinking";
      await send({ type: "start", block_index, block_type, ...(block.type === "tool_call" && { name: block.name }) });
      for (const text of deltas) await send({ type: "delta", block_index, block_type, text });
      await beforeEnd?.();
      await send({ type: "end", block_index, block });
      content.push(block);
    };
    const { thinking, signature, text } = answer;
    if (thinking !== undefined) {
      await put({ type: "thinking", thinking, ...(signature !== undefined && { signature }) }, [thinking]);
    }
    const deltas = typeof text === "string" ? [text] : (text ?? []);
    const interlude = (): Promise<void> => this.#interlude(answer, options.signal);
    if (deltas.length > 0) await put({ type: "text", text: deltas.join("") }, deltas, interlude);
    else await interlude();
    for (const { id, name, input = {} } of answer.toolCalls ?? []) {
      await put({ type: "tool_call", id: id ?? `call-${++this.#calls}`, name, input }, [JSON.stringify(input)]);
    }
    return content;
  }

  async #interlude(answer: ScriptedAnswer, signal: AbortSignal): Promise<void> {
    await answer.gate;
    if (answer.error !== undefined) throw answer.error;
    if (answer.stalls !== true) return;
    await new Promise<void>((_, reject) => {
      const abort = (): void => reject(this.#error("Abort", "aborted"));
      if (answer.ignoresAbort === true) return;
      if (signal.aborted) abort();
      else signal.addEventListener("abort", abort, { once: true });
    });
  }

  #error(kind: "Abort" | "InvalidRequest", message: string): ProviderError {
    return new ProviderError(kind, message, { provider: this.name });
  }
}
