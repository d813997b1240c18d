import { module } from "../../../modules/tool-web/index.ts";
import { toolContract } from "../tool-contract.ts";
import { page, startWebsite } from "./web-fixture.ts";

const site = await startWebsite({
  "/": page("<h1>Hello</h1>"),
  "/search": page(
    JSON.stringify({ results: [{ title: "A", url: "https://example.org/", content: "b" }] }),
    "application/json",
  ),
});
const home = `http://127.0.0.1:${site.port}`;

toolContract(module, {
  prepare: () => undefined,
  config: {
    timeout: 60,
    allow_private_addresses: ["127.0.0.1"],
    search: { engine: "searxng", endpoint: `${home}/search` },
  },
  examples: {
    web_fetch: { url: `${home}/`, offset: 0, limit: 100, raw: false },
    web_search: { query: "hello", max_results: 3 },
  },
});
