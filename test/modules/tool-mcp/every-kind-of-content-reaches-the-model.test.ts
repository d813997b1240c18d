import { readFile } from "node:fs/promises";
import * as assert from "uvu/assert";
import { chaosServer, goodServer } from "../../support/mcp/servers.ts";
import { suite } from "../../support/suite.ts";
import type { Json } from "../../support/wire/frames.ts";
import { withServers } from "./mcp-fixture.ts";

const test = suite("every kind of content reaches the model");

test("texts and images as they are, links and embedded texts as text, other bytes as files", async () => {
  await withServers({ good: goodServer }, async ({ call }) => {
    const { success, output } = await call("mcp_good_show");
    assert.ok(success);
    const blocks = output as Json[];
    assert.equal(
      blocks.map(({ type }) => type),
      ["text", "image", "text", "text", "text", "text"],
    );
    assert.equal(Object(blocks[1]?.source).media_type, "image/png");
    const [first = "", audio = "", link = "", embedded = "", bytes = ""] = blocks.flatMap(({ text }) =>
      text ? [String(text)] : [],
    );
    assert.is(first, "first");
    assert.match(link, "test://link");
    assert.match(embedded, "in the resource");
    assert.equal(await readFile(/it is in (.*)\]/.exec(audio)?.[1] ?? ""), Buffer.from("UklGRg==", "base64"));
    assert.equal([...(await readFile(/it is in (.*)\]/.exec(bytes)?.[1] ?? ""))], [0, 1, 2]);
  });
});

test("a long text is cut, and the whole of it is in a file", async () => {
  await withServers({ odd: chaosServer() }, async ({ call }) => {
    const text = String((await call("mcp_odd_poke", { how: "long" })).output);
    assert.ok(text.length < 60_000);
    assert.match(text, /^begin z+/);
    const whole = await readFile(/the whole output is in (\S+)/.exec(text)?.[1] ?? "", "utf8");
    assert.is(whole, `begin ${"z".repeat(200_000)} end`);
  });
});

test("what the server calls an error is the model's to read", async () => {
  await withServers({ odd: chaosServer() }, async ({ call }) => {
    const error = { kind: "tool-error", message: "the disk is full" };
    assert.equal(await call("mcp_odd_poke", { how: "fail" }), { success: false, output: null, error });
  });
});

test("resources are listed and read", async () => {
  await withServers({ good: goodServer }, async ({ call }) => {
    const { output } = await call("mcp_good_resources");
    const resources = [{ uri: "test://greeting", name: "greeting", mimeType: "text/plain" }];
    assert.equal(output, { resources, templates: [{ uri: "test://number/{number}", name: "number" }] });
    assert.match(String((await call("mcp_good_resources", { uri: "test://greeting" })).output), "hello");
    assert.is((await call("mcp_good_resources", { uri: "test://none" })).error?.kind, "mcp-error");
  });
});

test.run();
