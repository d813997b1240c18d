import { module } from "../../../modules/provider-ollama/index.ts";
import { startOllamaServer } from "../../support/vendors/index.ts";
import { checkProviderContract } from "../provider-contract.ts";
import { HastyClock, mountProvider } from "../provider-fixture.ts";

checkProviderContract({
  name: "provider-ollama",
  speaksAWire: true,
  async open(replies) {
    const server = await startOllamaServer(replies);
    const config = { base_url: server.url };
    const mounted = await mountProvider(module, config, new HastyClock());
    return { ...mounted, close: () => server.close() };
  },
});
