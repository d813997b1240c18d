/**
 * Google's OpenAI-compatible endpoint, scripted: calls without numbers and with signatures, thoughts as flagged content, `stop` for
 * calls too, thoughts counted in the total only, errors in a list. Sources: ai.google.dev/gemini-api/docs/thought-signatures;
 * github.com/open-webui/computer/issues/224; github.com/n4ze3m/page-assist/issues/406.
 */
import type { JsonObject } from "../../../kernel/index.ts";
import { type ChatForm, OPENAI_FORM, renderChatAnswer } from "./openai-chat.ts";
import { findOpenAiFault } from "./openai-faults.ts";
import { inputPieces, type RecordedRequest, type Replies, type VendorServer } from "./script.ts";
import { startVendorServer } from "./server.ts";

export async function startGeminiServer(replies: Replies): Promise<VendorServer> {
  return startVendorServer(
    {
      basePath: "/v1beta/openai",
      findFault,
      renderRefusal: ({ status, type, message, retryAfter }) => [
        {
          error: {
            code: status,
            message: message ?? `The scripted error: ${status}.`,
            status: type ?? STATUSES[status] ?? "INTERNAL",
            ...(retryAfter !== undefined && { details: [{ "@type": RETRY_INFO, retryDelay: `${retryAfter}s` }] }),
          },
        },
      ],
      renderAnswer: (answer, request) => renderChatAnswer(answer, request, FORM),
      renderModels: () => ({
        object: "list",
        data: [
          { id: "models/gemini-3.8-flash", object: "model", owned_by: "google" },
          { id: "models/gemini-embedding-2", object: "model", owned_by: "google" },
        ],
      }),
    },
    replies,
  );
}

const RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";
const STATUSES: Record<number, string> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
  503: "UNAVAILABLE",
};
const FIELDS = new Set(
  "model messages stream stream_options tools tool_choice max_tokens temperature reasoning_effort response_format extra_body".split(
    " ",
  ),
);

const FORM: ChatForm = {
  ...OPENAI_FORM,
  opening: (base) => [{ ...base, choices: [{ index: 0, delta: { role: "assistant" } }] }],
  thinking: (pieces) =>
    pieces.map((piece, index) => ({
      content: index === 0 ? `<thought>${piece}` : piece,
      extra_content: { google: { thought: true } },
    })),
  text: (pieces, afterThought) =>
    pieces.map((piece, index) => ({ content: afterThought && index === 0 ? `</thought>${piece}` : piece })),
  call: (block, { index, id }) => {
    const first = { google: { thought_signature: `signature_${id}` } };
    const called = { name: block.tool, arguments: inputPieces(block).join("") };
    const call = { id: block.id ?? `function-call-${id}`, type: "function", function: called };
    return [{ tool_calls: [{ ...call, ...(index === 0 && { extra_content: first }) }] }];
  },
  callsReason: "stop",
  usage: (answer) => {
    const thoughts = answer.blocks.some((block) => "thinking" in block) ? 100 : 0;
    const usage = OPENAI_FORM.usage(answer);
    return { ...usage, total_tokens: Number(usage.total_tokens) + thoughts };
  },
  error: (code, message) => ({ error: { code: 503, message: message ?? code, status: "UNAVAILABLE" } }),
};

function findFault(request: RecordedRequest): string | undefined {
  const { body, headers } = request;
  const unknown = Object.keys(body).find((name) => !FIELDS.has(name));
  if (unknown !== undefined) return `Invalid JSON payload received. Unknown name "${unknown}": Cannot find field.`;
  if (headers.authorization === undefined) return "Missing or invalid Authorization header.";
  if (body.reasoning_effort !== undefined && body.extra_body !== undefined) {
    return "Expected one of either `reasoning_effort` or custom `thinking_config`; found both.";
  }
  return findUnsignedCall(body) ?? findOpenAiFault(request);
}

function findUnsignedCall({ model, messages = [] }: JsonObject): string | undefined {
  if (!String(model).startsWith("gemini-3")) return undefined;
  for (const { tool_calls = [] } of messages as { tool_calls?: { extra_content?: { google?: JsonObject } }[] }[]) {
    const [first] = tool_calls;
    if (first !== undefined && first.extra_content?.google?.thought_signature === undefined) {
      return "Function call is missing a thought_signature in functionCall parts.";
    }
  }
  return undefined;
}
