import { module } from "../../../modules/provider-azure-openai/index.ts";
import { startAzureServer } from "../../support/vendors/index.ts";
import { checkProviderContract } from "../provider-contract.ts";
import { HastyClock, mountProvider } from "../provider-fixture.ts";

checkProviderContract({
  name: "provider-azure-openai over chat",
  speaksAWire: true,
  async open(replies) {
    const server = await startAzureServer(replies);
    const config = { endpoint: server.url, api_key: "test-key-123", api: "chat" };
    const mounted = await mountProvider(module, config, new HastyClock());
    return { ...mounted, close: () => server.close() };
  },
});
