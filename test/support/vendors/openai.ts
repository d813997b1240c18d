/** OpenAI's API as a scripted server: the Responses and the Chat Completions endpoints, errors, the list of models. */
import { renderChatAnswer } from "./openai-chat.ts";
import { findOpenAiFault } from "./openai-faults.ts";
import { renderResponsesAnswer } from "./openai-responses.ts";
import type { Replies, VendorServer, VendorServerOptions } from "./script.ts";
import { type Dialect, startVendorServer } from "./server.ts";

export async function startOpenAiServer(replies: Replies, options: VendorServerOptions = {}): Promise<VendorServer> {
  return startVendorServer(DIALECT, replies, options);
}

const TYPES: Record<number, string> = {
  429: "requests",
  500: "server_error",
  503: "service_unavailable_error",
};
const CODES: Record<number, string> = { 401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded" };

const DIALECT: Dialect = {
  basePath: "/v1",
  findFault: findOpenAiFault,
  renderRefusal: ({ status, type, code, message }) => ({
    error: {
      message: message ?? `The scripted error: ${code ?? status}.`,
      type: type ?? TYPES[status] ?? "invalid_request_error",
      param: null,
      code: code ?? CODES[status] ?? null,
    },
  }),
  renderAnswer: (answer, request) =>
    request.path.endsWith("/chat/completions")
      ? renderChatAnswer(answer, request)
      : renderResponsesAnswer(answer, request),
  renderModels: () => ({
    object: "list",
    data: [{ id: "gpt-5.6-terra", object: "model", created: 1_783_000_000, owned_by: "openai" }],
  }),
};
