import { spawn } from "node:child_process";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { makeHome, mockPlan, removeHome } from "../support/server-fixture.ts";
import { ROOT } from "../support/source-files.ts";
import { suite } from "../support/suite.ts";
import { FrameReader, frame, type Json, type WireFraming } from "../support/wire/frames.ts";

const test = suite("a piped script");

/** Writes everything at once and closes stdin, as `cat requests | ampd` does. */
async function pipe(
  requests: readonly Json[],
  framing: WireFraming,
): Promise<{ code: number | null; messages: Json[] }> {
  const home = await makeHome();
  const child = spawn(process.execPath, [join(ROOT, "dist", "ampd.js")], {
    cwd: home.workspace,
    env: { PATH: process.env.PATH ?? "", HOME: home.root, AMPD_HOME: home.root },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stdin.end(Buffer.concat(requests.map((request) => frame(JSON.stringify(request), framing))));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  await removeHome(home);
  const messages = new FrameReader(framing).read(Buffer.concat(chunks)).map((text) => JSON.parse(text) as Json);
  return { code, messages };
}

const REQUESTS: readonly Json[] = [
  {
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { protocolVersions: ["1.0"], clientInfo: { name: "script" } },
  },
  {
    jsonrpc: "2.0",
    id: "two",
    method: "session/create",
    params: { sessionId: "piped", mountPlan: mockPlan(["Good day."]) },
  },
  { jsonrpc: "2.0", id: 3, method: "session/execute", params: { sessionId: "piped", prompt: "hello" } },
];

for (const framing of ["ndjson", "lsp"] as const) {
  test(`gets every answer and exit code 0 over ${framing}`, async () => {
    const { code, messages } = await pipe(REQUESTS, framing);
    assert.is(code, 0);
    const answers = messages.filter((message) => "id" in message);
    assert.equal(answers.map((answer) => answer.id).sort(), [1, 3, "two"]);
    assert.equal(
      answers.filter((answer) => answer.error !== undefined),
      [],
    );
    const reply = answers.find((answer) => answer.id === 3)?.result as Json;
    assert.is(reply.text, "Good day.");
    assert.is(reply.stopReason, "end_turn");
  });

  test(`hears the events of the turn, numbered without a gap, before its answer over ${framing}`, async () => {
    const { messages } = await pipe(REQUESTS, framing);
    const answerAt = messages.findIndex((message) => message.id === 3);
    const before = messages
      .slice(0, answerAt)
      .flatMap((message) => (message.method === "session/event" ? [message.params as Json] : []));
    const logged = before.filter((event) => event.ephemeral === undefined);
    assert.equal(
      logged.map((event) => event.seq),
      logged.map((_, index) => index + 1),
    );
    assert.is(logged.at(-1)?.event, "prompt:complete");
    const deltas = before
      .filter((event) => event.event === "content_block:delta")
      .map((event) => (event.data as Json).delta);
    assert.is(deltas.join(""), "Good day.");
  });
}

test.run();
