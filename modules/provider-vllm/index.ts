/**
 * Models of one's own, through vLLM's OpenAI-compatible server. Thoughts are `reasoning_content`, in later versions `reasoning`; the
 * list of models tells their windows. Sources: docs.vllm.ai, features/reasoning_outputs;
 * github.com/deepseek-ai/deepseek-harness/discussions/199.
 */
import * as z from "zod";
import { defineModule } from "../../kernel/index.ts";
import { mountOpenAiWire, selfHostedDialect, selfHostedShape } from "../lib/openai-wire/index.ts";

const configSchema = z.strictObject(selfHostedShape);

export const module = defineModule<z.infer<typeof configSchema>>({
  name: "provider-vllm",
  kind: "provider",
  description: "Models of one's own through vLLM's OpenAI-compatible server. A key is sent where there is one.",
  configSchema,
  async mount(coordinator, config, name) {
    const server = {
      id: "vllm",
      displayName: "vLLM",
      baseUrl: "http://localhost:8000/v1",
      defaultModel: "openai/gpt-oss-20b",
      keyVariable: "VLLM_API_KEY",
    };
    const dialect = selfHostedDialect(server, config);
    return mountOpenAiWire({ coordinator, dialect, config, apiKey: dialect.apiKey, name });
  },
});
