/**
 * Local models, through Ollama's OpenAI-compatible server. Its calls come whole, all with the number 0 and at times without an id;
 * thoughts are `reasoning`. Sources: github.com/ollama/ollama, openai/openai.go and docs/openai.md; issues 7881 and 15457 there.
 */
import * as z from "zod";
import { defineModule } from "../../kernel/index.ts";
import { mountOpenAiWire, selfHostedDialect, selfHostedShape } from "../lib/openai-wire/index.ts";

const configSchema = z.strictObject(selfHostedShape);

export const module = defineModule<z.infer<typeof configSchema>>({
  name: "provider-ollama",
  kind: "provider",
  description: "Local models through Ollama's OpenAI-compatible server. No key is needed.",
  configSchema,
  async mount(coordinator, config, name) {
    const server = {
      id: "ollama",
      displayName: "Ollama",
      baseUrl: "http://localhost:11434/v1",
      defaultModel: "llama3.2:3b",
      keyVariable: "OLLAMA_API_KEY",
      refusedPart: ({ message }: { readonly message: string }) =>
        /does not support thinking/i.test(message) ? ("told-thoughts" as const) : undefined,
    };
    const dialect = selfHostedDialect(server, config);
    return mountOpenAiWire({ coordinator, dialect, config, apiKey: dialect.apiKey, name });
  },
});
