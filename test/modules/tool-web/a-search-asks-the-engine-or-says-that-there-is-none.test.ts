import type { IncomingMessage } from "node:http";
import * as assert from "uvu/assert";
import type { JsonObject, ToolResult } from "../../../kernel/index.ts";
import { module } from "../../../modules/tool-web/index.ts";
import { suite } from "../../support/suite.ts";
import { withTools } from "../tool-fixture.ts";
import { startWebsite } from "./web-fixture.ts";

const test = suite("web_search");
const KEY = "the-key-of-the-test";
let heard: { url: string; headers: IncomingMessage["headers"]; body: string }[] = [];
let answerWith: unknown = {};
let status = 200;

const site = await startWebsite({
  "/search": (request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      heard.push({ url: request.url ?? "", headers: request.headers, body });
      const text = typeof answerWith === "string" ? answerWith : JSON.stringify(answerWith);
      response.writeHead(status, { "content-type": "application/json" }).end(text);
    });
  },
});
const endpoint = `http://127.0.0.1:${site.port}/search`;

async function search(settings: JsonObject | undefined, config: JsonObject = {}): Promise<ToolResult> {
  heard = [];
  let result: ToolResult | undefined;
  await withTools(module, { timeout: 60, ...(settings && { search: settings }), ...config }, async ({ call }) => {
    result = await call("web_search", { query: "what & why", max_results: 2 });
  });
  return result as ToolResult;
}

const item = (key: string, count: number): JsonObject => ({
  title: `T${count}`,
  url: `https://example.org/${count}`,
  [key]: `S${count}`,
  more: 1,
});
const three = (key: string): JsonObject[] => [1, 2, 3].map((count) => item(key, count));
const RESULTS = [1, 2].map((count) => ({
  title: `T${count}`,
  url: `https://example.org/${count}`,
  snippet: `S${count}`,
}));

const ENGINES: readonly [engine: string, answer: JsonObject, check: () => void][] = [
  ["searxng", { results: three("content") }, () => assert.is(heard[0]?.url, "/search?q=what+%26+why&format=json")],
  [
    "brave",
    { web: { results: three("description") } },
    () => {
      assert.is(heard[0]?.url, "/search?q=what+%26+why&count=2");
      assert.is(heard[0]?.headers["x-subscription-token"], KEY);
    },
  ],
  [
    "tavily",
    { results: three("content") },
    () => {
      assert.equal(JSON.parse(heard[0]?.body ?? ""), { query: "what & why", max_results: 2 });
      assert.is(heard[0]?.headers.authorization, `Bearer ${KEY}`);
    },
  ],
];

for (const [engine, answer, check] of ENGINES) {
  test(`${engine} is asked in its own way, and its answer is read`, async () => {
    [answerWith, status] = [answer, 200];
    const { output } = await search({ engine, endpoint, api_key: KEY });
    assert.equal((output as JsonObject).results, RESULTS);
    check();
  });
}

test("results that may not be fetched are left out", async () => {
  [answerWith, status] = [{ results: [...three("content"), { title: "x", url: "javascript:1" }] }, 200];
  const { output } = await search({ engine: "searxng", endpoint }, { blocked_domains: ["example.org"] });
  assert.equal((output as JsonObject).results, []);
});

test("without an engine, a key or an endpoint it is a plain failure, and nothing is invented", async () => {
  for (const settings of [undefined, { engine: "brave", endpoint }, { engine: "tavily" }, { engine: "searxng" }]) {
    const { success, output, error } = await search(settings);
    assert.equal([success, output, error?.kind], [false, null, "no-engine"]);
  }
  assert.equal(heard, []);
});

test("an engine that fails, or answers something else, is a failure that does not tell the key", async () => {
  for (const [wrong, code, kind] of [
    [{}, 500, "http-error"],
    [{ error: KEY }, 401, "http-error"],
    ["<html>", 200, "engine-failed"],
    [{ nothing: 1 }, 200, "engine-failed"],
  ] as const) {
    [answerWith, status] = [wrong, code];
    const { success, error } = await search({ engine: "searxng", endpoint, api_key: KEY });
    assert.equal([success, error?.kind], [false, kind]);
    assert.not.match(error?.message ?? "", KEY);
  }
});

test.run();
