/**
 * A server that wants the model to answer something: the user is asked each time, sees all of it, and each server has a budget. The
 * session's own provider answers, without tools; which one and which model, the server does not choose.
 */
import type { CreateMessageRequest, CreateMessageResult, SamplingMessage } from "@modelcontextprotocol/client";
import {
  type ContentBlock,
  type Coordinator,
  type JsonObject,
  type Message,
  type Provider,
  textOf,
} from "../../kernel/index.ts";
import { describeFailure } from "../lib/turn/index.ts";
import type { ServerConfig } from "./config.ts";

interface Sampling {
  readonly coordinator: Coordinator;
  readonly server: string;
  readonly config: Pick<ServerConfig, "max_sampling_requests" | "max_sampling_tokens">;
}

type Params = CreateMessageRequest["params"];

export class SamplingDesk {
  readonly #parts: Sampling;
  #requests = 0;
  #tokens = 0;

  constructor(parts: Sampling) {
    this.#parts = parts;
  }

  /** @throws Error that tells the server why there is no answer */
  async answer(params: Params, signal: AbortSignal): Promise<CreateMessageResult> {
    const { coordinator, server, config } = this.#parts;
    const left = config.max_sampling_tokens - this.#tokens;
    if (this.#requests >= config.max_sampling_requests || left <= 0)
      throw new Error(`sampling: the budget of the server ${server} in this session is used up`);
    const provider = providerOf(coordinator);
    if (provider === undefined) throw new Error("sampling: the session has no provider");
    const messages = messagesOf(params);
    const max_tokens = Math.max(1, Math.min(params.maxTokens, left));
    this.#requests += 1;
    // Taken from the budget before the user is asked: several requests may be under way.
    this.#tokens += max_tokens;
    let used = 0;
    try {
      await this.#ask({ messages, max_tokens }, signal);
      const response = await this.#complete(provider, { messages, max_tokens }, signal);
      used = response.usage.output_tokens;
      return {
        role: "assistant",
        content: { type: "text", text: textOf(response.content) },
        model: response.model,
        stopReason: response.stop_reason === "max_tokens" ? "maxTokens" : "endTurn",
      };
    } finally {
      this.#tokens += used - max_tokens;
    }
  }

  async #ask({ messages, max_tokens }: Wanted, signal: AbortSignal): Promise<void> {
    const { coordinator, server } = this.#parts;
    const event = { server, messages: messages.length, max_tokens };
    const gate = await coordinator.emitCustom("mcp:sampling", event, signal);
    const denied = gate.denied ?? (await this.#permission({ messages, max_tokens }, signal));
    if (denied !== undefined) throw new Error(`sampling was denied: ${denied}`);
  }

  async #permission({ messages, max_tokens }: Wanted, signal: AbortSignal): Promise<string | undefined> {
    const { coordinator, server } = this.#parts;
    const shown = messages.map(({ role, content }) => `${role}: ${content.map(textOfBlock).join("\n")}`).join("\n\n");
    const prompt = `The MCP server ${server} asks your model for an answer of at most ${max_tokens} tokens, at your cost, to this:\n\n${shown}`;
    const { denied } = await coordinator.processHookResult(
      { action: "ask_user", approval_prompt: prompt, approval_options: ["Allow", "Deny"] },
      "mcp:sampling",
      signal,
    );
    return denied;
  }

  async #complete(provider: Provider, { messages, max_tokens }: Wanted, signal: AbortSignal) {
    const { host, hooks } = this.#parts.coordinator;
    const call = { provider: provider.name, request_id: host.newId() };
    const sent = { ...call, messages: messages.length, tools: 0 };
    const gate = await this.#parts.coordinator.emit("llm:request", sent, signal);
    if (gate.denied !== undefined) throw new Error(`sampling was denied: ${gate.denied}`);
    const startedAt = host.clock.now();
    const told = (): JsonObject => ({ ...call, duration_ms: Math.round(host.clock.now() - startedAt) });
    try {
      const request = { request_id: call.request_id, messages, tools: [], max_tokens };
      const response = await provider.complete(request, { signal, onPart: async () => {} });
      await hooks.emit("llm:response", { ...told(), model: response.model, status: "ok", usage: response.usage });
      return response;
    } catch (error) {
      const failure = describeFailure(error);
      await hooks.emit("llm:response", { ...told(), status: "error", error: failure });
      throw error;
    }
  }
}

interface Wanted {
  readonly messages: readonly Message[];
  readonly max_tokens: number;
}

/** The one that a turn would take. */
function providerOf(coordinator: Coordinator): Provider | undefined {
  const providers = [...coordinator.all("providers")];
  const wanted = coordinator.plan.session.orchestrator.config?.default_provider;
  const [first] = providers.sort(([, a], [, b]) => a.priority - b.priority);
  return (providers.find(([name]) => name === wanted) ?? first)?.[1];
}

/** @throws Error for content that no provider takes here */
function messagesOf({ messages, systemPrompt }: Params): Message[] {
  const system: Message[] =
    systemPrompt === undefined ? [] : [{ role: "system", content: [{ type: "text", text: systemPrompt }] }];
  return [...system, ...messages.map(({ role, content }) => ({ role, content: [content].flat().map(toBlock) }))];
}

function toBlock(part: Extract<SamplingMessage["content"], unknown[]>[number]): ContentBlock {
  if (part.type === "text") return { type: "text", text: part.text };
  if (part.type !== "image") throw new Error(`sampling: content of type ${part.type} is not taken`);
  return { type: "image", source: { type: "base64", media_type: part.mimeType, data: part.data } } as ContentBlock;
}

function textOfBlock(block: ContentBlock): string {
  return block.type === "text" ? block.text : `[${block.type}]`;
}
