/** The vendor's part of the provider: the official SDK, loaded with the first request, told everything and left nothing to find. */
import type { Anthropic } from "@anthropic-ai/sdk";
import { type ModelInfo, messageOf, type ProviderInfo } from "../../kernel/index.ts";
import {
  FailureError,
  type Vendor,
  type VendorRequest,
  type WireConfig,
  withoutVariables,
} from "../lib/provider-wire/index.ts";
import { explainError, findRefusedPart } from "./errors.ts";
import { DEFAULT_MODEL, modelInfoOf, priceOf } from "./models.ts";
import { maxTokensOf, toParams } from "./request.ts";
import { readAnswer } from "./stream.ts";

const BASE_URL = "https://api.anthropic.com";
/** The provider's own limit comes first; this one only frees a connection that nobody waits for any more. */
const SDK_TIMEOUT_FACTOR = 2;

export function createAnthropic(config: WireConfig, apiKey: string): Vendor {
  let loading: Promise<Anthropic> | undefined;
  const connect = async (): Promise<Anthropic> => {
    loading ??= loadClient(config, apiKey);
    return loading;
  };
  return {
    info: infoOf(config),
    baseUrl: config.base_url ?? BASE_URL,
    explain: explainError,
    refusedPart: findRefusedPart,
    priceOf,
    async send(request, attempt) {
      const client = await connect();
      const params = toParams(await withAcceptedSchema(request), config);
      const open = async () => client.messages.create(params, { signal: attempt.signal });
      return readAnswer(attempt.read(open), attempt);
    },
    async listModels(signal) {
      const client = await connect();
      const models: ModelInfo[] = [];
      for await (const { id, display_name, max_input_tokens, max_tokens } of client.models.list({}, { signal })) {
        const known = modelInfoOf(id);
        models.push({
          ...known,
          displayName: display_name,
          context_window: max_input_tokens ?? known.context_window,
          max_output_tokens: max_tokens ?? known.max_output_tokens,
        });
      }
      return models;
    },
  };
}

/** The SDK knows what the vendor takes of JSON Schema; what it does not take becomes part of a description. */
async function withAcceptedSchema(request: VendorRequest): Promise<VendorRequest> {
  const { output_schema: schema } = request;
  if (schema === undefined) return request;
  const { transformJSONSchema } = await import("@anthropic-ai/sdk/lib/transform-json-schema");
  try {
    return { ...request, output_schema: { ...transformJSONSchema(schema) } };
  } catch (error) {
    throw new FailureError({ kind: "InvalidRequest", message: `The schema of the answer: ${messageOf(error)}` });
  }
}

async function loadClient(config: WireConfig, apiKey: string): Promise<Anthropic> {
  const { Anthropic } = await import("@anthropic-ai/sdk");
  const options = {
    apiKey,
    baseURL: config.base_url ?? BASE_URL,
    maxRetries: 0,
    timeout: config.timeout * 1000 * SDK_TIMEOUT_FACTOR,
    logLevel: "off",
    openTelemetry: false,
  } as const;
  return withoutVariables(/^ANTHROPIC_/, () => new Anthropic(options));
}

function infoOf(config: WireConfig): ProviderInfo {
  const model = config.default_model ?? DEFAULT_MODEL;
  const { context_window } = modelInfoOf(model);
  return {
    id: "anthropic",
    displayName: "Anthropic",
    defaults: { model, context_window, max_output_tokens: maxTokensOf(model, config) },
    configFields: [{ key: "api_key", env: "ANTHROPIC_API_KEY", secret: true }, { key: "base_url" }],
  };
}
