import { module } from "../../../modules/provider-openai/index.ts";
import { startOpenAiServer } from "../../support/vendors/index.ts";
import { checkProviderContract } from "../provider-contract.ts";
import { HastyClock, mountProvider } from "../provider-fixture.ts";

checkProviderContract({
  name: "provider-openai over chat",
  speaksAWire: true,
  async open(replies) {
    const server = await startOpenAiServer(replies);
    const config = { api_key: "test-key-123", base_url: server.url, api: "chat" };
    const mounted = await mountProvider(module, config, new HastyClock());
    return { ...mounted, close: () => server.close() };
  },
});
