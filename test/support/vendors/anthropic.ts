/** Anthropic's Messages API as a scripted server: event streams, errors, the list of models. */
import type { JsonObject } from "../../../kernel/index.ts";
import { findAnthropicFault } from "./anthropic-faults.ts";
import {
  type Answer,
  inputPieces,
  piecesOf,
  type RecordedRequest,
  type Replies,
  type ScriptedBlock,
  stopOf,
  type VendorServer,
  type VendorServerOptions,
} from "./script.ts";
import { type Dialect, sse, startVendorServer } from "./server.ts";

export async function startAnthropicServer(replies: Replies, options: VendorServerOptions = {}): Promise<VendorServer> {
  return startVendorServer(DIALECT, replies, options);
}

const TYPES: Record<number, string> = {
  400: "invalid_request_error",
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  504: "timeout_error",
  529: "overloaded_error",
};

const DIALECT: Dialect = {
  basePath: "",
  findFault: (request) => findAnthropicFault(request.body),
  renderRefusal: ({ status, type, message }) => errorBody(type ?? TYPES[status] ?? "api_error", message),
  renderAnswer,
  renderModels: () => ({
    data: [
      {
        type: "model",
        id: "claude-sonnet-5-5",
        display_name: "Claude Sonnet 5.5",
        created_at: "2026-09-01T00:00:00Z",
        lifecycle: "active",
        max_input_tokens: 1_000_000,
        max_tokens: 128_000,
        capabilities: null,
      },
    ],
    has_more: false,
    first_id: "claude-sonnet-5-5",
    last_id: "claude-sonnet-5-5",
  }),
};

function errorBody(type: string, message: string | undefined): JsonObject {
  return { type: "error", error: { type, message: message ?? `The scripted error: ${type}.` }, request_id: "req_1" };
}

function* renderAnswer(answer: Answer, request: RecordedRequest): Iterable<string> {
  const { usage = {}, after = "finish" } = answer;
  const counts = {
    input_tokens: usage.input ?? 10,
    cache_read_input_tokens: usage.cacheRead ?? 0,
    cache_creation_input_tokens: usage.cacheWrite ?? 0,
  };
  yield event("message_start", {
    message: {
      id: `msg_${request.index}`,
      type: "message",
      role: "assistant",
      model: answer.model ?? request.body.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...counts, output_tokens: 1 },
    },
  });
  yield event("ping", {});
  for (const [index, block] of answer.blocks.entries()) {
    const isLeftOpen = after !== "finish" && index === answer.blocks.length - 1;
    yield* renderBlock(block, index, `${request.index}_${index}`);
    if (!isLeftOpen) yield event("content_block_stop", { index });
  }
  if (typeof after === "object")
    yield sse(errorBody(after.error.replace(/^overloaded$/, "overloaded_error"), after.message), "error");
  if (after !== "finish") return;
  const stop_reason = stopOf(answer) === "content_filter" ? "refusal" : stopOf(answer);
  yield event("message_delta", {
    delta: { stop_reason, stop_sequence: null },
    usage: { ...counts, output_tokens: usage.output ?? 5 },
  });
  yield event("message_stop", {});
}

function* renderBlock(block: ScriptedBlock, index: number, id: string): Iterable<string> {
  const start = (content_block: JsonObject): string => event("content_block_start", { index, content_block });
  const delta = (type: string, key: string, text: string): string =>
    event("content_block_delta", { index, delta: { type, [key]: text } });
  if ("thinking" in block) {
    yield start({ type: "thinking", thinking: "", signature: "" });
    for (const piece of piecesOf(block.thinking)) yield delta("thinking_delta", "thinking", piece);
    yield delta("signature_delta", "signature", block.signature ?? `signature_${id}`);
  } else if ("redacted" in block) {
    yield start({ type: "redacted_thinking", data: block.redacted });
  } else if ("tool" in block) {
    yield start({ type: "tool_use", id: block.id ?? `toolu_${id}`, name: block.tool, input: {} });
    yield delta("input_json_delta", "partial_json", "");
    for (const piece of inputPieces(block)) yield delta("input_json_delta", "partial_json", piece);
  } else {
    yield start({ type: "text", text: "" });
    for (const piece of piecesOf("text" in block ? block.text : block.refusal)) {
      yield delta("text_delta", "text", piece);
    }
  }
}

function event(type: string, data: JsonObject): string {
  return sse({ type, ...data }, type);
}
