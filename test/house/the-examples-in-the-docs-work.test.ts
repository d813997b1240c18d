import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { serverProblems } from "../../server/plan/mcp/check-server.ts";
import { parseServerFile } from "../../server/plan/mcp/server-file.ts";
import { validatePlan } from "../../server/plan/validate-plan.ts";
import { blocks, inTemporaryHome, page, runnable } from "../support/docs.ts";
import { callsTo, openPlan, withServer } from "../support/server-fixture.ts";
import { ROOT } from "../support/source-files.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("docs");
const readme = page("README.md");
const protocolPage = page("spec/protocol.md");

const shellBlocks = blocks(readme, "sh").filter((script) => !script.includes("npm test"));
for (const script of shellBlocks) {
  test(`README: ${script.trim().split("\n")[0]}`, async () => {
    await inTemporaryHome(async (env) => {
      const run = spawnSync("sh", ["-e", "-c", runnable(script)], { cwd: ROOT, env, encoding: "utf8", input: "" });
      assert.is(run.status, 0, run.stderr);
      assert.ok(run.stdout.trim().length > 0, "it prints something");
    });
  });
}

test("README: the first command answers from what the tools read", async () => {
  await inTemporaryHome(async (env) => {
    const run = spawnSync("sh", ["-c", runnable(shellBlocks[0] ?? "")], {
      cwd: ROOT,
      env,
      encoding: "utf8",
      input: "",
    });
    assert.match(run.stdout, "agent kernel as a server over stdio");
    assert.match(run.stderr, "read_file README.md");
  });
});

test("README: the commands that a newcomer needs are there, as package.json has them", () => {
  assert.match(readme, "npm ci --silent && npm test");
  const { scripts, bin } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: Json; bin: Json };
  assert.equal(Object.keys(bin), ["ampd", "ampsh"]);
  for (const name of ["test", "bench", "generate"]) assert.ok(name in scripts, `npm run ${name}`);
});

test("README: the program with the Node client runs", async () => {
  await inTemporaryHome(async (env) => {
    const [program = ""] = blocks(readme, "js");
    const source = program.replace('"ampd/client"', JSON.stringify(join(ROOT, "dist", "client.js")));
    const run = spawnSync(process.execPath, ["--input-type=module", "-e", source], {
      cwd: ROOT,
      env,
      encoding: "utf8",
    });
    assert.is(run.status, 0, run.stderr);
    assert.match(run.stdout, "end_turn");
  });
});

test("README: the mount plan is valid", async () => {
  const [plan = ""] = blocks(readme, "json");
  assert.equal(await validatePlan(JSON.parse(plan)), { valid: true, problems: [], warnings: [] });
});

test("README: the agent works", async () => {
  const plan = JSON.parse(blocks(readme, "json")[1] ?? "") as Json & { agents: Record<string, Json> };
  assert.equal(await validatePlan(plan), { valid: true, problems: [], warnings: [] });
  const says = (...responses: unknown[]): Json[] => [{ module: "provider-mock", config: { responses } }];
  const ask = callsTo("task", { agent: "reviewer", instruction: "Review it." });
  Object.assign(plan.agents.reviewer ?? {}, {
    providers: says(callsTo("write_file", { file_path: "x", content: "y" }), "Fine."),
  });
  await withServer({}, async (server) => {
    await server.createSession({ sessionId: "s", mountPlan: { ...plan, providers: says(ask, "It was reviewed.") } });
    assert.is((await server.call("session/execute", { sessionId: "s", prompt: "Go." })).text, "It was reviewed.");
    const completed = await server.event("task:agent_completed");
    assert.is(completed.status, "completed");
    assert.is((await server.event("policy:violation")).rule, "mode read-only");
  });
});

test("README: the plan with modules of one's own is valid, and its programs are there", async () => {
  const plan = JSON.parse(blocks(readme, "json")[2] ?? "") as { tools: { source: string }[]; hooks: Json[] };
  assert.is((await validatePlan(plan)).valid, true);
  for (const { source } of [...plan.tools, ...plan.hooks] as { source?: string }[]) {
    if (source !== undefined) assert.ok(existsSync(join(ROOT, source.split(" ").at(-1) ?? "")), source);
  }
});

test("README: the module that is shown is the example, and works from the plan's entry", async () => {
  const plan = JSON.parse(blocks(readme, "json")[2] ?? "") as { tools: { source: string }[] };
  const file = join(ROOT, plan.tools[0]?.source.split(" ").at(-1) ?? "");
  assert.ok(readFileSync(file, "utf8").endsWith(blocks(readme, "js")[1] ?? "nothing"));
  const tools = plan.tools.map((tool) => ({ ...tool, source: `exec:${process.execPath} ${file}` }));
  await withServer({}, async (server) => {
    const sessionId = await server.createSession({ mountPlan: openPlan(["x"], { tools }), ephemeral: true });
    const result = await server.call("tool/call", { sessionId, name: "word_count", input: { text: "one two" } });
    assert.equal(result, { success: true, output: { words: 2, unit: "tokens" } });
  });
});

test("README: the file of MCP servers is one", async () => {
  const { servers, problem } = parseServerFile(blocks(readme, "jsonc")[0] ?? "");
  assert.equal([servers.length, problem], [1, undefined]);
  for (const { name, value } of servers) assert.equal(await serverProblems(name, value as Json), []);
});

test("protocol.md: its messages are answered", async () => {
  await inTemporaryHome(async (env) => {
    const [messages = ""] = blocks(protocolPage, "jsonl");
    const child = spawn(process.execPath, [join(ROOT, "dist", "ampd.js")], {
      cwd: ROOT,
      env,
      stdio: ["pipe", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stdin.end(messages);
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    const answers = output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Json);
    assert.is(code, 0);
    assert.equal(
      answers.filter((answer) => answer.error !== undefined),
      [],
    );
    assert.equal(answers.flatMap((answer) => ("id" in answer ? [answer.id] : [])).sort(), [1, 2, 3, 4, 5]);
  });
});

test.run();
