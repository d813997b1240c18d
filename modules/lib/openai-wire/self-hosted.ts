/** The dialect of a server that a user runs: plain chat requests, whatever models it has, no prices. */
import * as z from "zod";
import type { ModelInfo } from "../../../kernel/index.ts";
import { requireApiKey, type WireConfig, wireConfigShape } from "../provider-wire/index.ts";
import { connectOpenAi } from "./client.ts";
import type { Dialect } from "./dialect.ts";

const DEFAULT_MAX_OUTPUT = 4096;

export const selfHostedShape = {
  ...wireConfigShape,
  context_window: z
    .int()
    .min(2048)
    .default(32_768)
    .describe("Tokens of context that the server gives a model, where its list does not tell."),
};
const selfHostedSchema = z.strictObject(selfHostedShape);
export type SelfHostedConfig = z.infer<typeof selfHostedSchema>;

export interface SelfHostedServer extends Pick<Dialect, "id" | "displayName" | "baseUrl" | "defaultModel"> {
  /** Where a key may come from, for a server that wants one. */
  readonly keyVariable: string;
  readonly refusedPart?: NonNullable<Dialect["refusedPart"]>;
}

export function selfHostedDialect(server: SelfHostedServer, config: SelfHostedConfig): Dialect & { apiKey: string } {
  const { keyVariable, ...others } = server;
  const baseUrl = config.base_url ?? server.baseUrl;
  const source = { id: server.id, keyVariables: [keyVariable], isOptional: true };
  const apiKey = requireApiKey(config.api_key, source);
  return {
    ...others,
    apiKey,
    baseUrl,
    api: "chat",
    defaultModel: config.default_model ?? server.defaultModel,
    configFields: [{ key: "base_url" }, { key: "api_key", env: keyVariable, secret: true }],
    limitName: "max_tokens",
    takesCacheKey: false,
    takesTemperature: () => true,
    takesEffort: () => true,
    isSameModel: (made, asked) => made === asked,
    modelInfoOf: (id) => describe(id, config, config.context_window),
    priceOf: () => undefined,
    connect: () => connectOpenAi({ apiKey, baseUrl, timeout: config.timeout }),
    async listModels(client, signal) {
      const models: ModelInfo[] = [];
      for await (const model of client.models.list({ signal })) {
        // vLLM tells the window.
        const { id, max_model_len: window } = model as typeof model & { readonly max_model_len?: number | null };
        models.push(describe(id, config, window ?? config.context_window));
      }
      return models;
    },
  };
}

function describe(id: string, { max_tokens }: WireConfig, context_window: number): ModelInfo {
  const max_output_tokens = Math.min(max_tokens ?? DEFAULT_MAX_OUTPUT, Math.floor(context_window / 2));
  return {
    id,
    context_window,
    max_output_tokens,
    capabilities: ["tools", "streaming", "thinking", "vision", "json_mode"],
  };
}
