import { module } from "../../../modules/provider-openai/index.ts";
import { startOpenAiServer } from "../../support/vendors/index.ts";
import { checkProviderContract } from "../provider-contract.ts";
import { mountProvider } from "../provider-fixture.ts";

checkProviderContract({
  name: "provider-openai over responses",
  async open(replies) {
    const server = await startOpenAiServer(replies);
    const mounted = await mountProvider(module, { api_key: "test-key-123", base_url: server.url, api: "responses" });
    return { ...mounted, close: () => server.close() };
  },
});
