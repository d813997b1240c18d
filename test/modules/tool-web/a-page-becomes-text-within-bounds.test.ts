import { gzipSync } from "node:zlib";
import * as assert from "uvu/assert";
import type { JsonObject, ToolResult } from "../../../kernel/index.ts";
import { module } from "../../../modules/tool-web/index.ts";
import { suite } from "../../support/suite.ts";
import { withTools } from "../tool-fixture.ts";
import { page, startWebsite } from "./web-fixture.ts";

const test = suite("pages");
const HTML =
  "<html><head><title> A  page </title><script>steal()</script></head><body><h1>Head</h1><p>See <a href='/x'>this</a>.</p>\
<img src='data:image/png;base64,AAAA' alt='dot'><style>p{}</style></body></html>";

const site = await startWebsite({
  "/html": page(HTML, "text/html; charset=utf-8"),
  "/latin": page(Buffer.from("caf\xe9", "latin1"), "text/plain; charset=iso-8859-1"),
  "/meta": page(Buffer.from("<html><meta charset=iso-8859-2><p>\xb1</p>", "latin1")),
  "/marked": page(Buffer.from("\ufeffhi", "utf16le"), "text/plain"),
  "/unknown": page("plain", "text/plain; charset=nonsense"),
  "/json": page('{"a":1}', "application/json"),
  "/gzip": page(gzipSync("squeezed"), "text/plain", { "content-encoding": "gzip" }),
  "/bomb": page(gzipSync(Buffer.alloc(20_000_000, 97)), "text/plain", { "content-encoding": "gzip" }),
  "/odd": page("x", "text/plain", { "content-encoding": "zstd9" }),
  "/pdf": page("%PDF-1.7", "application/pdf"),
  "/long": page("0123456789".repeat(100), "text/plain"),
  "/deep": page("<b>".repeat(100_000)),
  "/error": (_, response) => void response.writeHead(500, { "content-type": "text/plain" }).end("it broke"),
  "/never": () => {},
  "/endless": (_, response) => {
    response.writeHead(200, { "content-type": "text/plain" });
    const write = (): void =>
      void (response.destroyed || response.write("a".repeat(65_536), () => setImmediate(write)));
    write();
  },
});
const CONFIG = { allow_private_addresses: ["127.0.0.1"], max_bytes: 100_000, timeout: 60 };

async function get(
  path: string,
  input: JsonObject = {},
  config: JsonObject = {},
): Promise<ToolResult & { output: JsonObject }> {
  let result: ToolResult | undefined;
  await withTools(module, { ...CONFIG, ...config }, async ({ call }) => {
    result = await call("web_fetch", { url: `http://127.0.0.1:${site.port}${path}`, ...input });
  });
  return result as ToolResult & { output: JsonObject };
}

const TEXTS: readonly [path: string, text: string][] = [
  ["/html", "# Head\n\nSee [this](/x).\n\ndot"],
  ["/latin", "café"],
  ["/meta", "ą"],
  ["/marked", "hi"],
  ["/unknown", "plain"],
  ["/json", '{"a":1}'],
  ["/gzip", "squeezed"],
];
for (const [path, text] of TEXTS) {
  test(`${path} reads ${JSON.stringify(text)}`, async () => assert.is((await get(path)).output.content, text));
}

test("the title is told, and raw HTML is as it was", async () => {
  const { output } = await get("/html", { raw: true });
  assert.equal([output.title, output.content, output.truncated], ["A page", HTML, false]);
});

test("offset and limit show a part, and say where the next one begins", async () => {
  const { output } = await get("/long", { offset: 5, limit: 10 });
  assert.equal(output, { ...output, content: "5678901234", total_chars: 1000, truncated: true, next_offset: 15 });
  const { output: last } = await get("/long", { offset: 995 });
  assert.equal([last.content, last.truncated, "next_offset" in last], ["56789", false, false]);
});

test("what is endless, or unpacks without end, is cut", async () => {
  for (const path of ["/endless", "/bomb"]) {
    const { output } = await get(path);
    assert.equal([output.total_chars, output.truncated], [100_000, true], path);
  }
});

for (const [path, kind] of [
  ["/pdf", "unsupported-type"],
  ["/odd", "unsupported-type"],
  ["/deep", "unsupported-type"],
  ["/error", "http-error"],
  ["/missing", "http-error"],
] as const) {
  test(`${path} fails as ${kind}`, async () => assert.is((await get(path)).error?.kind, kind));
}

test("a server that does not answer costs the time limit; a cancel ends the call at once", async () => {
  assert.is((await get("/never", {}, { timeout: 0.05 })).error?.kind, "timeout");
  await withTools(module, CONFIG, async ({ call }) => {
    const controller = new AbortController();
    const calling = call("web_fetch", { url: `http://127.0.0.1:${site.port}/never` }, { signal: controller.signal });
    controller.abort();
    assert.is((await calling).error?.kind, "cancelled");
  });
});

test("without an exception in the config the same site is out of reach", async () => {
  const { error } = await get("/json", {}, { allow_private_addresses: [] });
  assert.is(error?.kind, "private-address");
});

test.run();
