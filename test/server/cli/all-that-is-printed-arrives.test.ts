/** What a command prints arrives as a whole where stdout is a socket, as a parent in Node gives it; and a reader may stop before the end. */
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { builtProgram, isolatedHome } from "../../support/isolated-home.ts";
import { suite } from "../../support/suite.ts";

const test = suite("all that is printed arrives");
/** More than a socket holds. */
const SERVERS = 5000;

async function listOf(servers: number, isRead: boolean): Promise<{ code: number | null; out: string; err: string }> {
  const { directory, env, remove } = isolatedHome();
  try {
    const workspace = join(directory, "workspace");
    mkdirSync(workspace);
    const mcpServers = Object.fromEntries(
      Array.from({ length: servers }, (_, index) => [`s${index}`, { command: "x" }]),
    );
    writeFileSync(join(workspace, ".mcp.json"), JSON.stringify({ mcpServers }));
    const child = spawn(process.execPath, [builtProgram("ampd"), "trust", "--list"], { cwd: workspace, env });
    const texts = { out: "", err: "" };
    if (isRead) child.stdout.on("data", (chunk: Buffer) => (texts.out += chunk.toString()));
    else child.stdout.destroy();
    child.stderr.on("data", (chunk: Buffer) => (texts.err += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { code, ...texts };
  } finally {
    remove();
  }
}

test("more than a socket holds", async () => {
  const { code, out } = await listOf(SERVERS, true);
  assert.is(code, 0);
  assert.is(out.match(/mcpServers\.s\d+ /g)?.length, SERVERS);
});

test("where nobody reads, it ends without a complaint", async () => {
  assert.equal(await listOf(SERVERS, false), { code: 0, out: "", err: "" });
});

test.run();
