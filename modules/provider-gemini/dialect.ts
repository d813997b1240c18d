/** What sets Google's OpenAI-compatible endpoint apart. Source: ai.google.dev/gemini-api/docs/openai. */
import type { ModelInfo } from "../../kernel/index.ts";
import { connectOpenAi, type Dialect } from "../lib/openai-wire/index.ts";
import type { WireConfig } from "../lib/provider-wire/index.ts";
import { readChunks } from "./chunks.ts";
import { explainError, findRefusedPart } from "./errors.ts";
import { DEFAULT_MODEL, isForText, modelInfoOf, priceOf } from "./models.ts";
import { shapeChat } from "./request.ts";

const BASE_URL = "https://generativelanguage.googleapis.com/v1beta/openai";

export function createDialect(config: WireConfig, apiKey: string): Dialect {
  const { base_url: baseUrl = BASE_URL, timeout } = config;
  return {
    id: "gemini",
    displayName: "Gemini",
    baseUrl,
    api: "chat",
    defaultModel: config.default_model ?? DEFAULT_MODEL,
    configFields: [{ key: "api_key", env: "GEMINI_API_KEY", secret: true }, { key: "base_url" }],
    limitName: "max_tokens",
    takesCacheKey: false,
    takesTemperature: () => true,
    takesEffort: () => true,
    isSameModel: (made, asked) => made === asked,
    modelInfoOf,
    priceOf,
    connect: () => connectOpenAi({ apiKey, baseUrl, timeout }),
    async listModels(client, signal) {
      const models: ModelInfo[] = [];
      for await (const model of client.models.list({ signal })) {
        const id = model.id.replace(/^models\//, "");
        if (isForText(id)) models.push(modelInfoOf(id));
      }
      return models;
    },
    shapeChat: (params, request) => shapeChat(params, request, config.thinking_budget),
    readChunks,
    explain: explainError,
    refusedPart: findRefusedPart,
  };
}
