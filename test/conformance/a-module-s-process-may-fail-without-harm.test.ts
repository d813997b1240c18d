/** What a process does wrong is its own fault: told clearly, isolated, and mended by a restart. */
import { join } from "node:path";
import * as assert from "uvu/assert";
import { isProcessAlive } from "../support/process-groups.ts";
import { callsTo, mockPlan, type ServerFixture, withServer } from "../support/server-fixture.ts";
import { ROOT } from "../support/source-files.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("the faults of a module's process");
const odd = (mode: string): string =>
  `exec:${process.execPath} ${join(ROOT, "test", "support", "odd-module.mjs")} ${mode}`;
const source = (mode: string, more: Json): Json => {
  const args = [join(ROOT, "test", "support", "odd-module.mjs"), mode];
  return { exec: { command: process.execPath, args, ...more } };
};

async function withModule(
  from: string | Json,
  body: (server: ServerFixture, sessionId: string) => Promise<void>,
  responses: readonly unknown[] = ["x"],
): Promise<void> {
  await withServer({ env: { ANTHROPIC_API_KEY: "sk-secret" } }, async (server) => {
    const tools = [{ module: "tool-bash" }, { module: "odd-one", source: from }];
    await body(server, await server.createSession({ mountPlan: mockPlan(responses, { tools }), ephemeral: true }));
  });
}

const LEFT_OUT: readonly (readonly [title: string, source: string | Json, reason: RegExp])[] = [
  ["speaks another version", odd("wrong-version"), /version 9\.0.*the server speaks 1\.0/],
  ["has a schema that is none", odd("no-schema"), /tools\.0\.inputSchema: it is no JSON Schema/],
  ["answers what does not fit", odd("wrong-shape"), /does not fit: tools\.0\.name/],
  ["is of another kind", odd("other-kind"), /says that it is a hook, but it is listed as a tool/],
  ["gives nothing", odd("nothing"), /contributes none/],
  ["wants a name that is taken", odd("takes-bash"), /a tool "bash" already/],
  ["dies at once", odd("dies-at-once"), /exited with 3.*I will not start/],
  [
    "floods its stderr",
    { exec: { command: "sh", args: ["-c", "yes noise | head -c 2000000 >&2; exit 4"] } },
    /^.{0,100}exited with 4.{0,1100}$/s,
  ],
  ["is not there", "exec:/no/such/program", /ENOENT/],
  ["has a source that is none", { exec: { comand: "x" } }, /source\.exec/],
  [
    "does not answer",
    source("silent", { command: "sleep", args: ["60"], limits: { start_timeout_ms: 300 } }),
    /it did not answer module\/mount within 300 ms/,
  ],
  ["may not have so much memory", source("plain", { limits: { memory_mb: 50 } }), /before it answered module\/mount/],
];
test("it is left out of the session, and the reason is told", () =>
  withServer({}, async (server) => {
    for (const [title, from, reason] of LEFT_OUT) {
      const tools = [{ module: "tool-bash" }, { module: "odd-one", source: from }];
      const params = { mountPlan: mockPlan(["x"], { tools }), ephemeral: true, cwd: "/" };
      const { warnings, mounted } = await server.call("session/create", params);
      const [warning] = warnings as Json[];
      assert.match(String(warning?.message), reason, title);
      assert.not.match(String(warning?.message), /sk-ant-api/);
      assert.not.ok(
        (mounted as Json[]).some(({ id }) => id === "odd-one"),
        title,
      );
    }
  }));

test("kill -9 in the middle of a call: the turn goes on, and the next call finds it alive", () =>
  withModule(
    odd("hangs"),
    async (server, sessionId) => {
      const turn = server.call("session/execute", { sessionId, prompt: "go" });
      const first = Number((await server.event("tool:output")).text);
      process.kill(first, "SIGKILL");
      const result = await server.event("tool:post");
      assert.match(String((result.result as { error: Json }).error.message), /left before it answered odd/);
      const second = Number((await server.event("tool:output", ({ text }) => Number(text) !== first)).text);
      await server.call("session/cancel", { sessionId, mode: "immediate" });
      assert.is((await turn).stopReason, "cancelled");
      const died = await server.event("module:process_died");
      assert.equal([died.id, died.reason], ["odd-one", "it was ended by SIGKILL"]);
      assert.is.not(second, first);
    },
    [callsTo("odd", {}), callsTo("odd", { again: true })],
  ));

test("one that dies again and again is left alone, and says so", () =>
  withModule(odd("hangs"), async (server, sessionId) => {
    for (let deaths = 1; deaths <= 5; deaths++) {
      const call = server.call("tool/call", { sessionId, name: "odd" });
      const outputs = (): Json[] =>
        server
          .events()
          .filter(({ event }) => event === "tool:output")
          .map(({ data }) => data);
      await server.client.until(() => outputs().length >= deaths);
      process.kill(Number(outputs()[deaths - 1]?.text), "SIGKILL");
      assert.is(((await call).error as Json).kind, "peer-gone");
    }
    const last = await server.event("module:process_died", ({ restart_in_ms }) => restart_in_ms === null);
    assert.is(last.id, "odd-one");
    const refused = await server.call("tool/call", { sessionId, name: "odd" });
    assert.match(String((refused.error as Json).message), /has died 5 times/);
  }));

test("what it prints by mistake does no harm", () =>
  withModule(odd("talks"), async (server, sessionId) => {
    assert.is((await server.call("tool/call", { sessionId, name: "odd" })).output, "plain");
  }));

test("its environment has no secrets of the server's, but what the plan gives it", () =>
  withModule(source("environment", { env: { GREETING: "hi" } }), async (server, sessionId) => {
    const names = (await server.call("tool/call", { sessionId, name: "odd" })).output as string[];
    assert.ok(names.includes("GREETING") && names.includes("PATH"));
    assert.not.ok(
      names.some((name) => /KEY|AMPD/.test(name)),
      names.join(" "),
    );
  }));

test("it reads the capabilities that it declared, as far as they are data, and no others", () =>
  withModule(odd("capabilities"), async (server, sessionId) => {
    const [cwd, steer, trust] = (await server.call("tool/call", { sessionId, name: "odd" })).output as unknown[];
    assert.is(cwd, server.home.workspace);
    assert.match(String(steer), /not plain data/);
    assert.match(String(trust), /not among those that the module declared/);
  }));

test("it ends with its session, and with a server that is killed", async () => {
  for (const ending of ["close", "crash"] as const) {
    await withModule(odd("pid"), async (server, sessionId) => {
      const pid = Number((await server.call("tool/call", { sessionId, name: "odd" })).output);
      assert.ok(isProcessAlive(pid));
      if (ending === "close") await server.call("session/close", { sessionId });
      else await server.crash();
      while (isProcessAlive(pid)) await new Promise((resolve) => setImmediate(resolve));
    });
  }
});

test.run();
