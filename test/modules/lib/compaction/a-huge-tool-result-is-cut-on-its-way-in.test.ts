import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Message, textOf } from "../../../../kernel/index.ts";
import { suite } from "../../../support/suite.ts";
import { compactionFixture } from "./compaction-fixture.ts";

const test = suite("the cap on tool results");

const MAX = 4096;
const config = { max_tool_result_bytes: MAX };
/** Longer ends than four bytes, so that the cuts fall inside of characters. */
const WHOLE = `HEAD!${"é🙂".repeat(2000)}!TAIL`;

function result(id: string, text = WHOLE): Message {
  return { role: "tool", tool_call_id: id, content: [{ type: "text", text }] };
}

async function inStateDir(body: (stateDir: string) => Promise<void>): Promise<void> {
  const stateDir = await mkdtemp(join(tmpdir(), "ampd-cap-"));
  try {
    await body(stateDir);
  } finally {
    await rm(stateDir, { recursive: true, force: true });
  }
}

test("head and tail stay, the line between says how much is gone, and the whole is in a file of its owner", async () => {
  await inStateDir(async (stateDir) => {
    const fixture = compactionFixture({ config, stateDir });
    await fixture.add([result("call-1")]);
    const [kept] = await fixture.context.getMessages();
    const text = textOf(kept?.content ?? []);
    const path = join(stateDir, "tool-results", "call-1.txt");
    assert.ok(Buffer.byteLength(text) <= MAX);
    assert.match(text, /^HEAD![\s\S]+!TAIL$/);
    assert.ok(!text.includes("\ufffd"), "no character is cut in half");
    assert.ok(text.includes(path));
    assert.match(text, new RegExp(`\\d+ of ${Buffer.byteLength(WHOLE)} bytes left out`));
    assert.equal(await readFile(path, "utf8"), WHOLE);
    assert.equal((await stat(path)).mode & 0o077, 0);
    assert.equal((await stat(dirname(path))).mode & 0o077, 0);
    assert.deepEqual(
      fixture.dataOf("context:tool_result_ingress_truncated").map((data) => [data.tool_call_id, data.bytes, data.kept]),
      [["call-1", Buffer.byteLength(WHOLE), Buffer.byteLength(text)]],
    );
  });
});

test("an id cannot lead out of the directory, and the same id does not overwrite another text", async () => {
  await inStateDir(async (stateDir) => {
    const fixture = compactionFixture({ config, stateDir });
    await fixture.add([result("../evil"), result("../evil", `other ${WHOLE}`), result("../evil")]);
    const paths = (await fixture.context.getMessages()).map((message) => String(message.metadata?.full_output_path));
    assert.ok(paths.every((path) => dirname(path) === join(stateDir, "tool-results")));
    assert.deepEqual([paths[0] === paths[2], paths[0] === paths[1]], [true, false]);
    assert.equal(await readFile(paths[1] ?? "", "utf8"), `other ${WHOLE}`);
  });
});

test("a history that is handed back is cut the same way", async () => {
  await inStateDir(async (stateDir) => {
    const first = compactionFixture({ config, stateDir });
    await first.add([result("call-1")]);
    const second = compactionFixture({ config, stateDir });
    await second.context.setMessages([result("call-1")]);
    assert.deepEqual(await second.context.getMessages(), await first.context.getMessages());
  });
});

test("without a state directory, or when it cannot be written, the text says how to see the rest", async () => {
  await inStateDir(async (stateDir) => {
    const blocked = join(stateDir, "a-file");
    await writeFile(blocked, "");
    for (const options of [{ config }, { config, stateDir: blocked }]) {
      const fixture = compactionFixture(options);
      await fixture.add([result("call-1")]);
      const [kept] = await fixture.context.getMessages();
      assert.match(textOf(kept?.content ?? []), /ask for less to see the rest/);
      assert.equal(fixture.host.reports.length, "stateDir" in options ? 1 : 0);
    }
  });
});

test("what is within the cap, and what is no tool result, comes in as it is", async () => {
  const fixture = compactionFixture({ config });
  const messages: Message[] = [
    result("a", "x".repeat(MAX)),
    { role: "user", content: [{ type: "text", text: WHOLE }] },
  ];
  await fixture.add(messages);
  assert.deepEqual(await fixture.context.getMessages(), messages);
});

test.run();
