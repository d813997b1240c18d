/** Google's Gemini models, through the OpenAI-compatible endpoint. */
import * as z from "zod";
import { defineModule } from "../../kernel/index.ts";
import { mountOpenAiWire } from "../lib/openai-wire/index.ts";
import { requireApiKey, wireConfigShape } from "../lib/provider-wire/index.ts";
import { createDialect } from "./dialect.ts";

const configSchema = z.strictObject(wireConfigShape);

export const module = defineModule<z.infer<typeof configSchema>>({
  name: "provider-gemini",
  kind: "provider",
  description: "Google's Gemini models through the OpenAI-compatible endpoint: thoughts, signed tool calls, images.",
  configSchema,
  async mount(coordinator, config, name) {
    const keyVariables = ["GEMINI_API_KEY", "GOOGLE_API_KEY"];
    const apiKey = requireApiKey(config.api_key, { id: "gemini", keyVariables });
    return mountOpenAiWire({ coordinator, dialect: createDialect(config, apiKey), config, apiKey, name });
  },
});
