/**
 * Azure's form of OpenAI's API: a deployment for a model, `api-key` for a bearer, and either the v1 address or a dated `api-version`.
 * Its first chunk tells what the filter thinks of the prompt and has no choices; what the filter refuses is an error of code
 * `content_filter`. Sources: learn.microsoft.com, foundry/openai/api-version-lifecycle and concepts/content-streaming.
 */
import type { OpenAI } from "openai";
import { type ModelInfo, ProviderError } from "../../kernel/index.ts";
import {
  clientOptions,
  connectOpenAi,
  type Dialect,
  isReasoning,
  openAiModelInfoOf,
  openAiPriceOf,
} from "../lib/openai-wire/index.ts";
import { type WireConfig, withoutVariables } from "../lib/provider-wire/index.ts";
import type { Credential } from "./credential.ts";

export interface AzureConfig extends WireConfig {
  readonly endpoint?: string | undefined;
  readonly deployment?: string | undefined;
  readonly model?: string | undefined;
  readonly api_version?: string | undefined;
  readonly api: "responses" | "chat";
}

const ENDPOINT_VARIABLE = "AZURE_OPENAI_ENDPOINT";
const DEFAULT_DEPLOYMENT = "gpt-5.6-terra";

/** @throws ProviderError of kind `Configuration` when there is no endpoint */
export function createDialect(config: AzureConfig, credential: Credential): Dialect {
  const baseUrl = baseUrlOf(config);
  const deployment = config.deployment ?? config.default_model ?? DEFAULT_DEPLOYMENT;
  const modelOf = (name: string): string => (name === deployment ? (config.model ?? name) : name);
  const modelInfoOf = (name: string): ModelInfo => ({ ...openAiModelInfoOf(modelOf(name)), id: name });
  return {
    id: "azure-openai",
    displayName: "Azure OpenAI",
    baseUrl,
    api: config.api,
    defaultModel: deployment,
    configFields: [
      { key: "api_key", env: "AZURE_OPENAI_API_KEY", secret: true },
      { key: "azure_ad_token", env: "AZURE_OPENAI_AD_TOKEN", secret: true },
      { key: "endpoint", env: ENDPOINT_VARIABLE },
      { key: "deployment" },
    ],
    limitName: "max_completion_tokens",
    takesCacheKey: config.api_version === undefined,
    takesTemperature: (name) => !isReasoning(modelOf(name)),
    takesEffort: (name) => isReasoning(modelOf(name)),
    // Answers name the model, requests the deployment: there is nothing to compare.
    isSameModel: () => true,
    modelInfoOf,
    priceOf: (name) => openAiPriceOf(modelOf(name)),
    connect: () => connect(config, baseUrl, credential),
    // The API lists what could be deployed, not what is.
    listModels: async () => [modelInfoOf(deployment)],
  };
}

function baseUrlOf({ base_url, endpoint, api_version }: AzureConfig): string {
  if (base_url !== undefined) return base_url;
  const resource = endpoint ?? process.env[ENDPOINT_VARIABLE]?.trim();
  if (!resource) {
    const advice = `set \`endpoint\` in its config, or the environment variable ${ENDPOINT_VARIABLE}`;
    throw new ProviderError("Configuration", `provider-azure-openai has no endpoint: ${advice}.`, {
      provider: "azure-openai",
    });
  }
  return `${resource.replace(/\/+$/, "")}/openai${api_version === undefined ? "/v1" : ""}`;
}

async function connect(config: AzureConfig, baseUrl: string, { kind, secret }: Credential): Promise<OpenAI> {
  const { timeout, api_version: apiVersion } = config;
  const isKey = kind === "key";
  const connection = { apiKey: secret, baseUrl, timeout };
  if (apiVersion === undefined) {
    const keyHeaders = { "api-key": secret, authorization: null };
    return connectOpenAi({ ...connection, ...(isKey && { defaultHeaders: keyHeaders }) });
  }
  const { AzureOpenAI } = await import("openai");
  const { apiKey, ...options } = clientOptions(connection);
  const auth = isKey ? { apiKey: secret } : { azureADTokenProvider: async () => secret };
  return withoutVariables(/^(?:AZURE_)?OPENAI_/, () => new AzureOpenAI({ ...options, ...auth, apiVersion }));
}
