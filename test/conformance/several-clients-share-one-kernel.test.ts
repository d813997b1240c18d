import { chmodSync, existsSync, statSync, writeFileSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import * as assert from "uvu/assert";
import { exitOf, joinKernel, spawnAmpd, untilReachable, withServedSocket } from "../support/served-socket.ts";
import { mockPlan } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";
import { RawClient } from "../support/wire/raw-client.ts";

const test = suite("ampd serve");

async function call(client: RawClient, id: string, method: string, params: Json): Promise<Json> {
  const response = await client.request(id, method, params);
  assert.is(response.error, undefined, JSON.stringify(response.error));
  return response.result as Json;
}

test("one client's session is heard, and used, by another; the end of one is not the end of it", async () => {
  await withServedSocket(async (served) => {
    const first = await joinKernel(served);
    const second = await joinKernel(served);
    await call(first, "create", "session/create", { sessionId: "shared", mountPlan: mockPlan(["One.", "Two."]) });
    await call(second, "subscribe", "event/subscribe", { sessionId: "shared", fromSeq: 0 });
    await call(first, "turn", "session/execute", { sessionId: "shared", prompt: "hello" });
    await second.message(({ params }) => (params as Json | undefined)?.event === "prompt:complete");
    await call(first, "bye", "shutdown", {});
    first.notify("exit");
    first.end();
    const reply = await call(second, "turn", "session/execute", { sessionId: "shared", prompt: "again" });
    assert.is(reply.text, "Two.");
    second.end();
  });
});

test("the first answer to an approval counts, and the others hear that it is settled", async () => {
  await withServedSocket(async (served) => {
    const plan = mockPlan([{ tool_calls: [{ name: "bash", input: { command: "echo asked" } }] }, "Done."], {
      tools: [{ module: "tool-bash", config: { sandbox: "off" } }],
      hooks: [{ module: "hooks-approval" }],
    });
    const [first, second] = [await joinKernel(served, { approvals: {} }), await joinKernel(served, { approvals: {} })];
    await call(first, "create", "session/create", { sessionId: "asked", mountPlan: plan });
    await call(second, "subscribe", "event/subscribe", { sessionId: "asked" });
    const turn = call(first, "turn", "session/execute", { sessionId: "asked", prompt: "go" });
    const isQuestion = ({ method }: Json): boolean => method === "approval/request";
    const [asked] = await Promise.all([second.message(isQuestion), first.message(isQuestion)]);
    second.send({ jsonrpc: "2.0", id: asked.id, result: { optionId: optionOf(asked, "allow_once") } });
    assert.is((await turn).text, "Done.");
    const settled = await first.message(({ method }) => method === "approval/resolved");
    assert.is((settled.params as Json).reason, "answered");
    first.end();
    second.end();
  });
});

test("attach is the stdio face of the socket, and ends with it", async () => {
  await withServedSocket(async (served) => {
    const face = spawnAmpd(served.home, ["attach", "--socket", served.path]);
    const exit = exitOf(face);
    const client = new RawClient({
      toServer: face.stdin as Writable,
      fromServer: face.stdout as Readable,
      framing: "lsp",
    });
    const params = { protocolVersions: ["1.0"], clientInfo: { name: "face" } };
    assert.ok((await client.request(1, "initialize", params)).result);
    await call(client, "create", "session/create", { sessionId: "faced", mountPlan: mockPlan(["Through."]) });
    client.send({
      jsonrpc: "2.0",
      id: "turn",
      method: "session/execute",
      params: { sessionId: "faced", prompt: "hello" },
    });
    client.end();
    assert.is(((await client.response("turn")).result as Json).text, "Through.");
    assert.is(await exit, 0);
  });
});

test("only its owner may connect; a signal ends it and takes the socket away", async () => {
  await withServedSocket(async (served) => {
    assert.is(statSync(served.path).mode & 0o777, 0o600);
    served.process.kill("SIGTERM");
    assert.is(await served.exit, 143);
    assert.not.ok(existsSync(served.path));
  });
});

test("a socket that is served is refused, a stale one is replaced, and another file is left alone", async () => {
  await withServedSocket(async (served) => {
    const rival = spawnAmpd(served.home, ["serve", "--socket", served.path]);
    let stderr = "";
    rival.stderr?.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    assert.is(await exitOf(rival), 2);
    assert.match(stderr, "another ampd serves");
    served.process.kill("SIGKILL");
    await served.exit;
    assert.ok(existsSync(served.path), "a killed server leaves its socket");
    const heir = spawnAmpd(served.home, ["serve", "--socket", served.path]);
    const heirExit = exitOf(heir);
    await untilReachable(served.path);
    heir.kill("SIGTERM");
    assert.is(await heirExit, 143);
    writeFileSync(served.path, "precious");
    chmodSync(served.path, 0o600);
    assert.is(await exitOf(spawnAmpd(served.home, ["serve", "--socket", served.path])), 2);
    assert.ok(statSync(served.path).isFile());
  });
});

function optionOf(question: Json, kind: string): string | undefined {
  const { options } = question.params as { options: { id: string; kind: string }[] };
  return options.find((option) => option.kind === kind)?.id;
}

test.run();
