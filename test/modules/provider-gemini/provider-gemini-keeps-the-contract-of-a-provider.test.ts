import { module } from "../../../modules/provider-gemini/index.ts";
import { startGeminiServer } from "../../support/vendors/index.ts";
import { checkProviderContract } from "../provider-contract.ts";
import { HastyClock, mountProvider } from "../provider-fixture.ts";

checkProviderContract({
  name: "provider-gemini",
  speaksAWire: true,
  async open(replies) {
    const server = await startGeminiServer(replies);
    const config = { base_url: server.url, api_key: "test-key-123" };
    const mounted = await mountProvider(module, config, new HastyClock());
    return { ...mounted, close: () => server.close() };
  },
});
