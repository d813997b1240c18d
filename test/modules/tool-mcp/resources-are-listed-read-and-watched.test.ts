import * as assert from "uvu/assert";
import { everythingServer, goodServer } from "../../support/mcp/servers.ts";
import { suite } from "../../support/suite.ts";
import type { Json } from "../../support/wire/frames.ts";
import { type McpSession, withServers } from "./mcp-fixture.ts";

const test = suite("resources are listed, read and watched");

interface Row {
  readonly era: string;
  readonly servers: Readonly<Record<string, Json>>;
  readonly tool: string;
  readonly template: string;
  readonly completion: Json;
  readonly values: readonly string[];
  /** One that the template makes, and what it says. */
  readonly made: readonly [uri: string, text: RegExp];
  readonly watched: string;
  readonly touch: string;
}

const ROWS: readonly Row[] = [
  {
    era: "older",
    servers: { every: everythingServer },
    tool: "mcp_every_resources",
    template: "demo://resource/dynamic/text/{resourceId}",
    completion: { argument: "resourceId", value: "7" },
    values: ["7"],
    made: ["demo://resource/dynamic/text/7", /Resource 7/],
    watched: "demo://resource/dynamic/text/1",
    touch: "mcp_every_toggle-subscriber-updates",
  },
  {
    era: "newer",
    servers: { good: goodServer },
    tool: "mcp_good_resources",
    template: "test://number/{number}",
    completion: { argument: "number", value: "1" },
    values: ["1", "12"],
    made: ["test://number/12", /number 12/],
    watched: "test://greeting",
    touch: "mcp_good_touch",
  },
];

for (const { era, servers, tool, template, completion, values, made, watched, touch } of ROWS) {
  test(`of a server of the ${era} era`, async () => {
    await withServers(servers, async ({ server, call }) => {
      const { resources, templates } = (await call(tool)).output as { resources: Json[]; templates: Json[] };
      assert.ok(resources.length > 0);
      assert.ok(
        templates.some(({ uri }) => uri === template),
        JSON.stringify(templates),
      );
      const completed = await call(tool, { action: "complete", uri: template, ...completion });
      assert.equal(completed.output, { values, has_more: false });
      assert.match(String((await call(tool, { uri: made[0] })).output), made[1]);
      assert.equal((await call(tool, { action: "subscribe", uri: watched })).output, { watched: [watched] });
      await call(touch);
      const updated = await server.event("mcp:resource_updated");
      assert.equal([updated.server, updated.uri], [Object.keys(servers)[0], watched]);
      assert.equal((await call(tool, { action: "unsubscribe", uri: watched })).output, { watched: [] });
    });
  });
}

test("a list of a server of the newer era that changes is told", async () => {
  await withServers({ good: goodServer }, async ({ server, call }) => {
    await call("mcp_good_grow");
    assert.is((await server.event("mcp:resources_changed")).server, "good");
    const changed = await server.event("mcp:tools_changed", ({ added }) => String(added).includes("late"));
    assert.equal(changed.added, ["mcp_good_late"]);
    const { resources } = (await call("mcp_good_resources")).output as { resources: Json[] };
    assert.ok(resources.some(({ uri }) => uri === "test://late"));
  });
});

test("a list of a server of the older era that changes is told", async () => {
  await withServers({ every: everythingServer }, async ({ server, call }: McpSession) => {
    const input = { name: "a.gz", data: "data:text/plain,hello", outputType: "resourceLink" };
    const zipped = await call("mcp_every_gzip-file-as-resource", input);
    assert.ok(zipped.success, JSON.stringify(zipped));
    assert.is((await server.event("mcp:resources_changed")).server, "every");
  });
});

test("what is watched is watched again when the server has started again", async () => {
  await withServers({ good: goodServer }, async ({ server, call }) => {
    await call("mcp_good_resources", { action: "subscribe", uri: "test://greeting" });
    await call("mcp_good_die");
    await call("mcp_good_touch");
    assert.is((await server.event("mcp:resource_updated")).uri, "test://greeting");
  });
});

test("what an action lacks is told", async () => {
  await withServers({ good: goodServer }, async ({ call }) => {
    const rows = [
      [{ action: "read" }, /uri: it is missing/],
      [{ action: "complete", uri: "test://number/{number}" }, /argument: it is missing/],
      [{ action: "burn" }, /action/],
    ] as const;
    for (const [input, told] of rows)
      assert.match((await call("mcp_good_resources", input)).error?.message ?? "", told);
  });
});

test.run();
