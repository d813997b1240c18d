/**
 * vLLM's OpenAI-compatible server, scripted: thoughts under `reasoning_content`, errors without an `error` and with a number for a
 * code. Sources: docs.vllm.ai, features/reasoning_outputs; github.com/vllm-project/vllm/issues/4667.
 */
import { type ChatForm, OPENAI_FORM, renderChatAnswer } from "./openai-chat.ts";
import { findOpenAiFault } from "./openai-faults.ts";
import type { Replies, VendorServer } from "./script.ts";
import { startVendorServer } from "./server.ts";

export async function startVllmServer(replies: Replies): Promise<VendorServer> {
  return startVendorServer(
    {
      basePath: "/v1",
      findFault: findOpenAiFault,
      renderRefusal: ({ status, message }) => errorBody(status, message),
      renderAnswer: (answer, request) => renderChatAnswer(answer, request, FORM),
      renderModels: () => ({
        object: "list",
        data: [{ id: "openai/gpt-oss-20b", object: "model", owned_by: "vllm", max_model_len: 131_072 }],
      }),
    },
    replies,
  );
}

const FORM: ChatForm = {
  ...OPENAI_FORM,
  error: (_, message) => ({ error: errorBody(500, message) }),
};

function errorBody(status: number, message: string | undefined): Record<string, unknown> {
  const type = { 400: "BadRequestError", 404: "NotFoundError" }[status] ?? "InternalServerError";
  return { object: "error", message: message ?? `The scripted error: ${status}.`, type, param: null, code: status };
}
