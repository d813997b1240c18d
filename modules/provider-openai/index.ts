/** OpenAI's models, through the Responses API or Chat Completions. */
import * as z from "zod";
import { defineModule } from "../../kernel/index.ts";
import { mountOpenAiWire } from "../lib/openai-wire/index.ts";
import { requireApiKey, wireConfigShape } from "../lib/provider-wire/index.ts";
import { createDialect } from "./dialect.ts";

const configSchema = z.strictObject({
  ...wireConfigShape,
  api: z.enum(["responses", "chat"]).default("responses").describe("`chat` for servers that only imitate OpenAI's."),
});

export const module = defineModule<z.infer<typeof configSchema>>({
  name: "provider-openai",
  kind: "provider",
  description: "OpenAI's models through the Responses API, or any compatible server through Chat Completions.",
  configSchema,
  async mount(coordinator, config, name) {
    const isOptional = config.base_url !== undefined && config.api === "chat";
    const apiKey = requireApiKey(config.api_key, { id: "openai", keyVariables: ["OPENAI_API_KEY"], isOptional });
    return mountOpenAiWire({ coordinator, dialect: createDialect(config, apiKey), config, apiKey, name });
  },
});
