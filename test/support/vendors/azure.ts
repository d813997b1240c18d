/**
 * Azure's OpenAI, scripted: the v1 address or deployments with an `api-version`, `api-key` or a bearer, a first chunk about the
 * prompt's filter, `content_filter` as an error with an inner one. Sources: learn.microsoft.com, foundry/openai/api-version-lifecycle
 * and concepts/content-streaming; openai-node's azure.ts.
 */
import { type ChatForm, OPENAI_FORM, renderChatAnswer } from "./openai-chat.ts";
import { findOpenAiFault } from "./openai-faults.ts";
import { renderResponsesAnswer } from "./openai-responses.ts";
import type { RecordedRequest, Refusal, Replies, VendorServer } from "./script.ts";
import { startVendorServer } from "./server.ts";

/** Its address is the resource's. */
export async function startAzureServer(replies: Replies): Promise<VendorServer> {
  return startVendorServer(
    {
      basePath: "",
      findFault,
      renderRefusal: ({ status, code, message }) => ({
        error: { code: code ?? String(status), message: message ?? `The scripted error: ${status}.`, ...inner(code) },
      }),
      renderAnswer: (answer, request) =>
        request.path.includes("/chat/completions")
          ? renderChatAnswer(answer, request, FORM)
          : renderResponsesAnswer(answer, request),
      renderModels: () => ({ object: "list", data: [] }),
    },
    replies,
  );
}

const FORM: ChatForm = {
  ...OPENAI_FORM,
  opening: (base) => [
    {
      ...base,
      id: "",
      model: "",
      choices: [],
      prompt_filter_results: [{ prompt_index: 0, content_filter_results: { hate: { filtered: false } } }],
    },
    ...OPENAI_FORM.opening(base),
  ],
};

function inner(code: Refusal["code"]): Record<string, unknown> {
  if (code !== "content_filter") return {};
  const content_filter_result = { violence: { filtered: true, severity: "high" } };
  return { innererror: { code: "ResponsibleAIPolicyViolation", content_filter_result } };
}

function findFault(request: RecordedRequest): string | undefined {
  const { headers, body } = request;
  const { pathname, searchParams } = new URL(request.path, "http://azure");
  const hasToken = /^Bearer eyJ/.test(headers.authorization ?? "");
  if (hasToken === (headers["api-key"] !== undefined)) return "Access denied: one of `api-key` and a token is needed.";
  const isDated = searchParams.has("api-version");
  if (isDated === pathname.startsWith("/openai/v1/")) return "The address and `api-version` do not go together.";
  if (isDated && body.prompt_cache_key !== undefined) return "Unrecognized request argument supplied: prompt_cache_key";
  const chat = isDated ? `/openai/deployments/${String(body.model)}/chat/completions` : "/openai/v1/chat/completions";
  const responses = isDated ? "/openai/responses" : "/openai/v1/responses";
  if (pathname !== chat && pathname !== responses) return `Resource not found: ${pathname}`;
  return findOpenAiFault({ ...request, path: pathname });
}
