/**
 * Ollama's OpenAI-compatible server, scripted: each call whole in one delta and with the number 0, thoughts under `reasoning`, no
 * details of usage. Sources: github.com/ollama/ollama, openai/openai.go; issue 15457.
 */
import type { JsonObject } from "../../../kernel/index.ts";
import { type ChatForm, OPENAI_FORM, renderChatAnswer } from "./openai-chat.ts";
import { findOpenAiFault } from "./openai-faults.ts";
import { inputPieces, type RecordedRequest, type Replies, type VendorServer } from "./script.ts";
import { startVendorServer } from "./server.ts";

/** Ids are left out of calls that the script gives none, as some models' are. */
export async function startOllamaServer(replies: Replies): Promise<VendorServer> {
  return startVendorServer(
    {
      basePath: "/v1",
      findFault,
      renderRefusal: ({ status, type, message }) => {
        const types: Record<number, string> = { 400: "invalid_request_error", 404: "not_found_error" };
        const about = message ?? `The scripted error: ${status}.`;
        return { error: { message: about, type: type ?? types[status] ?? "api_error", param: null, code: null } };
      },
      renderAnswer: (answer, request) => renderChatAnswer(answer, request, FORM),
      renderModels: () => ({
        object: "list",
        data: [{ id: "llama3.2:3b", object: "model", created: 1_783_000_000, owned_by: "library" }],
      }),
    },
    replies,
  );
}

const FORM: ChatForm = {
  ...OPENAI_FORM,
  opening: () => [],
  thinking: (pieces) => pieces.map((reasoning) => ({ role: "assistant", content: "", reasoning })),
  text: (pieces) => pieces.map((content) => ({ role: "assistant", content })),
  call: (block) => {
    const called = { name: block.tool, arguments: inputPieces(block).join("") || "{}" };
    const id = block.id === undefined ? {} : { id: block.id };
    return [{ role: "assistant", content: "", tool_calls: [{ ...id, index: 0, type: "function", function: called }] }];
  },
  usage: ({ usage = {} }) => ({ prompt_tokens: usage.input ?? 10, completion_tokens: usage.output ?? 5 }),
  error: (_, message) => ({ error: { message: message ?? "it failed", type: "api_error", param: null, code: null } }),
};

function findFault(request: RecordedRequest): string | undefined {
  if (request.body.max_completion_tokens !== undefined) return "max_completion_tokens is not known and would be lost";
  const parts = ((request.body.messages ?? []) as JsonObject[]).flatMap(({ content }) =>
    Array.isArray(content) ? (content as { type: string; image_url?: { url: string } }[]) : [],
  );
  const images = parts.filter((part) => part.type === "image_url");
  if (images.some(({ image_url }) => !/^data:image\/(?:jpe?g|png|webp);base64,/.test(image_url?.url ?? ""))) {
    return "invalid image input";
  }
  return findOpenAiFault(request);
}
