/** OpenAI's models, through the Responses API, or through Chat Completions, which many other servers speak. */
import { z } from "zod";
import { defineModule } from "../../kernel/index.ts";
import { createWireProvider, requireApiKey, wireConfigShape } from "../lib/provider-wire/index.ts";
import { createOpenAi } from "./client.ts";

const configSchema = z.strictObject({
  ...wireConfigShape,
  api: z.enum(["responses", "chat"]).default("responses").describe("`chat` for servers that only imitate OpenAI's."),
});

export const module = defineModule<z.infer<typeof configSchema>>({
  name: "provider-openai",
  kind: "provider",
  description: "OpenAI's models through the Responses API, or any compatible server through Chat Completions.",
  configSchema,
  async mount(coordinator, config, id) {
    const isOptional = config.base_url !== undefined && config.api === "chat";
    const apiKey = requireApiKey(config.api_key, { id: "openai", keyVariable: "OPENAI_API_KEY", isOptional });
    const vendor = createOpenAi(config, apiKey, coordinator.sessionId);
    const provider = createWireProvider({ coordinator, vendor, apiKey, config, name: id });
    return coordinator.mount("providers", provider, { name: provider.name });
  },
});
