/** Anthropic's models, through the Messages API. */
import * as z from "zod";
import { defineModule } from "../../kernel/index.ts";
import { createWireProvider, requireApiKey, wireConfigShape } from "../lib/provider-wire/index.ts";
import { createAnthropic } from "./client.ts";

const configSchema = z.strictObject(wireConfigShape);

export const module = defineModule<z.infer<typeof configSchema>>({
  name: "provider-anthropic",
  kind: "provider",
  description: "Anthropic's models through the Messages API: streaming, thoughts, tools, images, prompt caching.",
  configSchema,
  async mount(coordinator, config, id) {
    const apiKey = requireApiKey(config.api_key, { id: "anthropic", keyVariables: ["ANTHROPIC_API_KEY"] });
    const vendor = createAnthropic(config, apiKey);
    const provider = createWireProvider({ coordinator, vendor, apiKey, config, name: id });
    return coordinator.mount("providers", provider, { name: provider.name });
  },
});
