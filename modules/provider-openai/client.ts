/** The vendor's part of the provider: the official SDK, loaded with the first request, told everything and left nothing to find. */
import type { OpenAI } from "openai";
import type { ModelInfo, ProviderInfo } from "../../kernel/index.ts";
import type { Vendor, WireConfig } from "../lib/provider-wire/index.ts";
import { toChatParams } from "./chat-request.ts";
import { readChatAnswer } from "./chat-stream.ts";
import { explainError, findRefusedPart } from "./errors.ts";
import { DEFAULT_MODEL, isForText, modelInfoOf } from "./models.ts";
import { toResponsesParams } from "./responses-request.ts";
import { readResponsesAnswer } from "./responses-stream.ts";

export type OpenAiConfig = WireConfig & { readonly api: "responses" | "chat" };

const BASE_URL = "https://api.openai.com/v1";
/** The provider's own limit comes first; this one only frees a connection that nobody waits for any more. */
const SDK_TIMEOUT_FACTOR = 2;

/** @param cacheKey tells the vendor which requests begin alike, such as the session's id */
export function createOpenAi(config: OpenAiConfig, apiKey: string, cacheKey: string): Vendor {
  const isOfficial = config.base_url === undefined || config.base_url.startsWith(BASE_URL);
  let loading: Promise<OpenAI> | undefined;
  const connect = async (): Promise<OpenAI> => {
    loading ??= loadClient(config, apiKey);
    return loading;
  };
  return {
    info: infoOf(config),
    baseUrl: config.base_url ?? BASE_URL,
    explain: explainError,
    refusedPart: findRefusedPart,
    async send(request, attempt) {
      const client = await connect();
      const { signal } = attempt;
      if (config.api === "chat") {
        const params = toChatParams(request, config, isOfficial);
        const open = async () => client.chat.completions.create(params, { signal });
        return readChatAnswer(attempt.read(open), attempt, request.request_id);
      }
      const params = toResponsesParams(request, config, cacheKey);
      const open = async () => client.responses.create(params, { signal });
      return readResponsesAnswer(attempt.read(open), attempt);
    },
    async listModels(signal) {
      const client = await connect();
      const models: ModelInfo[] = [];
      for await (const { id } of client.models.list({ signal })) {
        if (!isOfficial || isForText(id)) models.push(modelInfoOf(id));
      }
      return models;
    },
  };
}

async function loadClient(config: OpenAiConfig, apiKey: string): Promise<OpenAI> {
  const { OpenAI } = await import("openai");
  return new OpenAI({
    apiKey,
    baseURL: config.base_url ?? BASE_URL,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: config.timeout * 1000 * SDK_TIMEOUT_FACTOR,
    logLevel: "off",
  });
}

function infoOf(config: OpenAiConfig): ProviderInfo {
  const model = config.default_model ?? DEFAULT_MODEL;
  const { context_window, max_output_tokens } = modelInfoOf(model);
  return {
    id: "openai",
    displayName: "OpenAI",
    defaults: { model, context_window, max_output_tokens: config.max_tokens ?? max_output_tokens },
    configFields: [{ key: "api_key", env: "OPENAI_API_KEY", secret: true }, { key: "base_url" }, { key: "api" }],
  };
}
