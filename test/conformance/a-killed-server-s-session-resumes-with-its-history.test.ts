import * as assert from "uvu/assert";
import { type Home, makeHome, removeHome, ServerFixture } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import { type Replies, startAnthropicServer, type VendorServer } from "../support/vendors/index.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("kill -9");

/** The vendor's server is strict: it answers 400 to a history with an unpaired or misordered tool call. */
async function withVendor(replies: Replies, body: (vendor: VendorServer, home: Home) => Promise<void>): Promise<void> {
  const vendor = await startAnthropicServer(replies);
  const home = await makeHome();
  try {
    await body(vendor, home);
  } finally {
    await vendor.close();
    await removeHome(home);
  }
}

function start(home: Home): Promise<ServerFixture> {
  return ServerFixture.start({ home, capabilities: {}, env: { ANTHROPIC_API_KEY: "sk-ant-test-0000000000000000" } });
}

function plan(vendor: VendorServer): Json {
  return {
    session: { orchestrator: { module: "loop-streaming" }, context: { module: "context-simple" } },
    providers: [{ module: "provider-anthropic", config: { base_url: vendor.url } }],
    tools: [{ module: "tool-bash", config: { sandbox: "off" } }],
    hooks: [{ module: "hooks-logging" }],
  };
}

const textsOf = (vendor: VendorServer, index: number): string => JSON.stringify(vendor.requests[index]?.body.messages);

test("between turns: the next turn knows the history", async () => {
  await withVendor(["I will remember blue.", "It was blue."], async (vendor, home) => {
    const first = await start(home);
    await first.createSession({ sessionId: "s", mountPlan: plan(vendor) });
    await first.call("session/execute", { sessionId: "s", prompt: "My colour is blue." });
    await first.crash();
    const second = await start(home);
    const resumed = await second.call("session/resume", { sessionId: "s" });
    assert.equal(resumed.repairs, []);
    const reply = await second.call("session/execute", { sessionId: "s", prompt: "Which colour?" });
    assert.is(reply.text, "It was blue.");
    assert.match(textsOf(vendor, 1), "My colour is blue.");
    assert.match(textsOf(vendor, 1), "I will remember blue.");
    await second.crash();
  });
});

test("in the middle of a tool call: the lost result is told to the model, with the output that was shown", async () => {
  const command = "echo begun; exec sleep 1000";
  const replies: Replies = [
    { blocks: [{ tool: "bash", id: "call_1", input: { command, timeout: 900 } }] },
    "I see that it was interrupted.",
  ];
  await withVendor(replies, async (vendor, home) => {
    const first = await start(home);
    await first.createSession({ sessionId: "s", mountPlan: plan(vendor) });
    void first.send("session/execute", { sessionId: "s", prompt: "Run it." }).response.catch(() => {});
    await first.event("tool:output", (data) => String(data.text).includes("begun"));
    await untilJournalled(first, "begun");
    await first.crash();
    const second = await start(home);
    const resumed = await second.call("session/resume", { sessionId: "s" });
    const kinds = (resumed.repairs as Json[]).map((repair) => repair.kind);
    assert.equal(kinds, ["lost-result", "unfinished-turn"]);
    const told = second
      .events("s")
      .filter(({ event }) => event === "session:repaired")
      .map(({ data }) => data.kind);
    assert.equal(told, kinds);
    const reply = await second.call("session/execute", { sessionId: "s", prompt: "And now?" });
    assert.is(reply.text, "I see that it was interrupted.");
    assert.match(textsOf(vendor, 1), "begun");
    await second.crash();
  });
});

test("in the middle of an answer: the part that was shown is kept and marked", async () => {
  const replies: Replies = [{ blocks: [{ text: ["The first half", " of it"] }], after: "stall" }, "Going on."];
  await withVendor(replies, async (vendor, home) => {
    const first = await start(home);
    await first.createSession({ sessionId: "s", mountPlan: plan(vendor) });
    void first.send("session/execute", { sessionId: "s", prompt: "Tell me." }).response.catch(() => {});
    await first.event("content_block:delta", (data) => data.delta === " of it");
    await untilJournalled(first, " of it");
    await first.crash();
    const second = await start(home);
    const resumed = await second.call("session/resume", { sessionId: "s" });
    assert.equal(
      (resumed.repairs as Json[]).map((repair) => repair.kind),
      ["interrupted-answer", "unfinished-turn"],
    );
    const { messages } = (await second.call("session/messages", { sessionId: "s" })) as { messages: Json[] };
    const half = messages.find((message) => message.role === "assistant");
    assert.equal(half?.content, [{ type: "text", text: "The first half of it" }]);
    assert.is((half?.metadata as Json | undefined)?.interrupted, true);
    assert.is((await second.call("session/execute", { sessionId: "s", prompt: "Go on." })).text, "Going on.");
    await second.crash();
  });
});

test("the same turnId after a restart answers what the first one did, without another request", async () => {
  await withVendor(["Once."], async (vendor, home) => {
    const first = await start(home);
    await first.createSession({ sessionId: "s", mountPlan: plan(vendor) });
    const turn = { sessionId: "s", prompt: "Do it once.", turnId: "turn-a" };
    const before = await first.call("session/execute", turn);
    await first.crash();
    const second = await start(home);
    await second.call("session/resume", { sessionId: "s" });
    assert.equal(await second.call("session/execute", turn), before);
    assert.is(vendor.requests.length, 1);
    const other = await second.failure("session/execute", { ...turn, prompt: "Something else." });
    assert.is(other.code, -32602);
    await second.crash();
  });
});

/** Streamed text reaches the journal a moment after the client. */
async function untilJournalled(server: ServerFixture, text: string): Promise<void> {
  const { readFileSync, watch } = await import("node:fs");
  const path = `${server.home.root}/sessions/s/journal.jsonl`;
  const has = (): boolean => readFileSync(path, "utf8").includes(text);
  if (has()) return;
  await new Promise<void>((resolve) => {
    const watcher = watch(path, () => {
      if (!has()) return;
      watcher.close();
      resolve();
    });
    if (has()) {
      watcher.close();
      resolve();
    }
  });
}

test.run();
