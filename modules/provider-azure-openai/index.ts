/** OpenAI's models, deployed on Azure. */
import * as z from "zod";
import { defineModule } from "../../kernel/index.ts";
import { mountOpenAiWire } from "../lib/openai-wire/index.ts";
import { httpUrl, wireConfigShape } from "../lib/provider-wire/index.ts";
import { findCredential } from "./credential.ts";
import { createDialect } from "./dialect.ts";

const configSchema = z.strictObject({
  ...wireConfigShape,
  base_url: httpUrl.optional().describe("The whole address of the API, where it is not that of the endpoint."),
  endpoint: httpUrl.optional().describe("The resource's address. Default: `AZURE_OPENAI_ENDPOINT`."),
  deployment: z.string().min(1).optional().describe("The deployment of requests that name none; as `default_model`."),
  model: z.string().min(1).optional().describe("What the deployment runs, where its name does not say it."),
  api_version: z.string().min(1).optional().describe("A dated version of the API; without one, the v1 API."),
  azure_ad_token: z.string().min(1).optional().describe("A token of Entra ID, in place of the key."),
  api: z.enum(["responses", "chat"]).default("responses").describe("`chat` where the region has no Responses API."),
});

export const module = defineModule<z.infer<typeof configSchema>>({
  name: "provider-azure-openai",
  kind: "provider",
  description: "OpenAI's models as deployments on Azure, with a key or a token of Entra ID.",
  configSchema,
  async mount(coordinator, config, name) {
    const credential = findCredential(config);
    const dialect = createDialect(config, credential);
    return mountOpenAiWire({ coordinator, dialect, config, apiKey: credential.secret, name });
  },
});
