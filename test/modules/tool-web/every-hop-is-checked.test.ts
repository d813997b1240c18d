import * as assert from "uvu/assert";
import type { ToolResult } from "../../../kernel/index.ts";
import type { FoundAddress } from "../../../modules/lib/web-exchange/index.ts";
import { configSchema } from "../../../modules/tool-web/config.ts";
import { webFetchTool } from "../../../modules/tool-web/web-fetch.ts";
import { suite } from "../../support/suite.ts";
import { page, redirect, startWebsite, type Website } from "./web-fixture.ts";

const test = suite("hops");
/** The site may be reached, as if it were public; everything else on the loopback may not. */
const SITE = "127.0.0.1";
const INSIDE = "127.0.0.2";

async function fetchOf(
  url: string,
  resolve: (host: string, count: number) => string[],
  more = {},
): Promise<ToolResult> {
  let count = 0;
  const config = configSchema.parse({ allow_private_addresses: [SITE], timeout: 60, ...more });
  const tool = webFetchTool(config, async (host): Promise<FoundAddress[]> => {
    count += 1;
    return resolve(host, count).map((address) => ({ address, family: 4 }));
  });
  const context = { toolCallId: "c", signal: new AbortController().signal, onOutput: async () => {} };
  return tool.execute({ url }, context);
}

async function withSites(body: (site: Website, inside: Website) => Promise<void>): Promise<void> {
  const inside = await startWebsite({ "/secret": page("the secret", "text/plain") }, INSIDE);
  const port = inside.port;
  const site = await startWebsite({
    "/": page("public", "text/plain"),
    "/hop": redirect("/"),
    "/to-name": redirect(`http://inside.test:${port}/secret`),
    "/to-address": redirect(`http://${INSIDE}:${port}/secret`, 301),
    "/to-decimal": redirect(`http://2130706434:${port}/secret`, 307),
    "/to-mapped": redirect(`http://[::ffff:${INSIDE}]:${port}/secret`, 308),
    "/to-file": redirect("file:///etc/passwd"),
    "/to-credentials": redirect("http://user:pw@site.test/"),
    "/loop": redirect("/loop"),
  });
  try {
    await body(site, inside);
  } finally {
    await site.close();
    await inside.close();
  }
}

const names = (host: string): string[] => (host === "site.test" ? [SITE] : host === "inside.test" ? [INSIDE] : []);

const ROWS: readonly [path: string, kind: string | undefined][] = [
  ["/", undefined],
  ["/hop", undefined],
  ["/to-name", "private-address"],
  ["/to-address", "private-address"],
  ["/to-decimal", "private-address"],
  ["/to-mapped", "private-address"],
  ["/to-file", "invalid-url"],
  ["/to-credentials", "invalid-url"],
  ["/loop", "too-many-redirects"],
];

test("a redirect to where nobody may go is not followed", async () => {
  await withSites(async (site, inside) => {
    for (const [path, kind] of ROWS) {
      const result = await fetchOf(`http://site.test:${site.port}${path}`, names);
      assert.is(result.error?.kind, kind, path);
      if (kind === undefined) assert.is((result.output as { content: string }).content, "public");
    }
    assert.equal(inside.asked, [], "the inside was never asked for anything");
  });
});

test("a name that changes between check and use is connected to as it was checked", async () => {
  await withSites(async (site, inside) => {
    const first = await fetchOf(`http://site.test:${site.port}/`, (_, count) => (count === 1 ? [SITE] : [INSIDE]));
    assert.ok(first.success);
    const later = await fetchOf(`http://site.test:${site.port}/hop`, (_, count) => (count === 1 ? [SITE] : [INSIDE]));
    assert.is(later.error?.kind, "private-address");
    assert.equal(inside.asked, []);
  });
});

test("one bad address among good ones is enough to stay away", async () => {
  await withSites(async (site) => {
    const result = await fetchOf(`http://site.test:${site.port}/`, () => [SITE, INSIDE]);
    assert.is(result.error?.kind, "private-address");
    assert.equal(site.asked, []);
  });
});

test("the domains of the config hold for every hop", async () => {
  await withSites(async (site, inside) => {
    const more = { allowed_domains: ["site.test"], allow_private_addresses: [SITE, INSIDE] };
    const result = await fetchOf(`http://site.test:${site.port}/to-name`, names, more);
    assert.is(result.error?.kind, "denied");
    assert.equal(inside.asked, []);
  });
});

test.run();
