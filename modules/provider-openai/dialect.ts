/** OpenAI itself, or a server that imitates it. */
import type { ModelInfo } from "../../kernel/index.ts";
import {
  connectOpenAi,
  type Dialect,
  isForText,
  isReasoning,
  openAiModelInfoOf,
  openAiPriceOf,
} from "../lib/openai-wire/index.ts";
import type { WireConfig } from "../lib/provider-wire/index.ts";

export type OpenAiConfig = WireConfig & { readonly api: "responses" | "chat" };

const BASE_URL = "https://api.openai.com/v1";
const DEFAULT_MODEL = "gpt-5.6-terra";

export function createDialect(config: OpenAiConfig, apiKey: string): Dialect {
  const { api, base_url: baseUrl = BASE_URL, timeout } = config;
  // Servers that imitate the vendor know the older name of a limit only, and refuse keys that they do not know.
  const isOfficial = baseUrl.startsWith(BASE_URL);
  return {
    id: "openai",
    displayName: "OpenAI",
    baseUrl,
    api,
    defaultModel: config.default_model ?? DEFAULT_MODEL,
    configFields: [{ key: "api_key", env: "OPENAI_API_KEY", secret: true }, { key: "base_url" }, { key: "api" }],
    limitName: isOfficial ? "max_completion_tokens" : "max_tokens",
    takesCacheKey: isOfficial || api === "responses",
    takesTemperature: (model) => !isReasoning(model),
    takesEffort: isReasoning,
    isSameModel: (made, asked) => withoutDate(made) === withoutDate(asked),
    modelInfoOf: openAiModelInfoOf,
    priceOf: openAiPriceOf,
    connect: () => connectOpenAi({ apiKey, baseUrl, timeout }),
    async listModels(client, signal) {
      const models: ModelInfo[] = [];
      for await (const { id } of client.models.list({ signal })) {
        if (!isOfficial || isForText(id)) models.push(openAiModelInfoOf(id));
      }
      return models;
    },
  };
}

/** The vendor answers with the date of the release in the model's name. */
function withoutDate(model: string): string {
  return model.replace(/-\d{4}-\d{2}-\d{2}$/, "");
}
