import { module } from "../../../modules/provider-anthropic/index.ts";
import { startAnthropicServer } from "../../support/vendors/index.ts";
import { checkProviderContract } from "../provider-contract.ts";
import { HastyClock, mountProvider } from "../provider-fixture.ts";

checkProviderContract({
  name: "provider-anthropic",
  speaksAWire: true,
  async open(replies) {
    const server = await startAnthropicServer(replies);
    const config = { api_key: "test-key-123", base_url: server.url };
    const mounted = await mountProvider(module, config, new HastyClock());
    return { ...mounted, close: () => server.close() };
  },
});
