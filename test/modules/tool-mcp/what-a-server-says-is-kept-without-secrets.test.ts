import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import * as assert from "uvu/assert";
import { serverSchema } from "../../../modules/tool-mcp/config.ts";
import { connect } from "../../../modules/tool-mcp/connect.ts";
import { ServerLog } from "../../../modules/tool-mcp/server-log.ts";
import { coordinatorFixture, EMPTY_PLAN } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";
import { inTemporaryDirectory } from "../../support/temporary-directory.ts";

const test = suite("what a server says is kept without secrets");
/** It has no shape that would give it away. */
const SECRET = "plain-words-of-the-plan";
const PLAN = { ...EMPTY_PLAN, tools: [{ module: "tool-mcp", config: { env: { API_KEY: SECRET } } }] };

async function kept(chunks: readonly Buffer[]): Promise<string> {
  let text = "";
  await inTemporaryDirectory(async (directory) => {
    const { coordinator } = coordinatorFixture({ plan: PLAN });
    coordinator.registerCapability("session.state_dir", directory);
    const log = new ServerLog(coordinator, "odd");
    for (const chunk of chunks) log.append(chunk);
    log.close();
    text = await readFile(join(directory, "mcp-logs", "odd.log"), "utf8");
  });
  return text;
}

/** All of it in pieces of a length. */
function pieces(text: string, length: number): Buffer[] {
  const bytes = Buffer.from(text);
  const count = Math.ceil(bytes.length / length);
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * length, (index + 1) * length));
}

const LINES = `${"a line of many\n".repeat(600)}it is ${SECRET}\n`;

/** However it comes. */
const ROWS: readonly (readonly [what: string, chunks: readonly Buffer[]])[] = [
  ["a line", [Buffer.from(`it is ${SECRET}\n`)]],
  ["byte by byte", pieces(`it is ${SECRET}\n`, 1)],
  ["at the border of a long chunk", pieces(LINES, LINES.length - 10)],
  ["in a line that does not end", pieces(`${"word ".repeat(1700)}${SECRET} and on`, 8510)],
];

for (const [what, chunks] of ROWS) {
  test(`a secret of the plan: ${what}`, async () => {
    const text = await kept(chunks);
    assert.not.match(text, /plain-|-plan/);
    assert.match(text, "[REDACTED");
  });
}

test("characters are whole, and so is all that was said", async () => {
  const text = `${"größer als 8192 – ".repeat(1000)}\nEnde €\n`;
  const told = await kept(pieces(text, 7));
  assert.not.match(told, "\ufffd");
  assert.is(told.replaceAll("\n", ""), text.replaceAll("\n", ""));
});

test("what one life leaves unfinished is a line of its own, and a note of ours cuts none", async () => {
  await inTemporaryDirectory(async (directory) => {
    const { coordinator } = coordinatorFixture({ plan: PLAN });
    coordinator.registerCapability("session.state_dir", directory);
    const log = new ServerLog(coordinator, "odd");
    for (const life of ["one", "two"]) {
      log.endLine();
      log.append(Buffer.from("life "));
      log.note("a note");
      log.append(Buffer.from(life));
    }
    log.close();
    assert.is(await readFile(join(directory, "mcp-logs", "odd.log"), "utf8"), "a note\nlife one\na note\nlife two\n");
  });
});

test("nor does an error tell them", async () => {
  const failed = await connect({
    name: "odd",
    config: serverSchema.parse({
      command: process.execPath,
      args: ["-e", `console.error("it is ${SECRET}"); process.exit(3)`],
    }),
    cwd: process.cwd(),
    signal: AbortSignal.timeout(60_000),
    makeClient: async () => new Client({ name: "test", version: "1" }),
    redactText: (text) => text.replaceAll(SECRET, "***"),
    onNoise: () => {},
  }).catch((error: unknown) => error);
  assert.match(String(failed), "it said: it is ***");
});

test.run();
