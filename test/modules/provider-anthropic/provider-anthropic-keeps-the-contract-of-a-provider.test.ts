import { module } from "../../../modules/provider-anthropic/index.ts";
import { startAnthropicServer } from "../../support/vendors/index.ts";
import { checkProviderContract } from "../provider-contract.ts";
import { mountProvider } from "../provider-fixture.ts";

checkProviderContract({
  name: "provider-anthropic",
  async open(replies) {
    const server = await startAnthropicServer(replies);
    const mounted = await mountProvider(module, { api_key: "test-key-123", base_url: server.url });
    return { ...mounted, close: () => server.close() };
  },
});
