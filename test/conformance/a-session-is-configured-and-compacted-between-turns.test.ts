import * as assert from "uvu/assert";
import { makeHome, mockPlan, removeHome, ServerFixture, shellPlan, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import { startOpenAiServer } from "../support/vendors/index.ts";

const test = suite("session/configure and session/compact");
const S = { sessionId: "s" };

const TWO = {
  providers: [
    { module: "provider-mock", id: "first", config: { responses: ["From the first."], priority: 1 } },
    { module: "provider-mock", id: "second", config: { responses: ["From the second."], priority: 2 } },
  ],
};

test("provider, model, mode and title hold for later turns, and after a restart", async () => {
  const home = await makeHome();
  const first = await ServerFixture.start({ home, capabilities: {} });
  try {
    await first.createSession({ ...S, mountPlan: shellPlan([], TWO) });
    assert.is((await first.call("session/execute", { ...S, prompt: "Hi." })).text, "From the first.");
    const change = { provider: "second", model: "mock-large", effort: "high", mode: "read-only", title: "Chosen" };
    assert.equal(await first.call("session/configure", { ...S, ...change }), change);
    const { timestamp: _, session_id: __, parent_id: ___, ...told } = await first.event("session:configured");
    assert.equal(told, change);
    assert.is((await first.call("session/execute", { ...S, prompt: "Hi." })).text, "From the second.");
    assert.is((await first.event("llm:request", ({ provider }) => provider === "second")).model, "mock-large");
    const named = await first.call("session/execute", { ...S, prompt: "Hi.", provider: "first" });
    assert.is(named.text, "From the first.", "a turn may choose for itself");
    await first.crash();
    const second = await ServerFixture.start({ home, capabilities: {} });
    await second.call("session/resume", S);
    assert.equal(await second.call("session/configure", S), change, "nothing is asked for: it says what is in force");
    assert.is((await second.call("session/execute", { ...S, prompt: "Hi." })).text, "From the second.");
    const call = await second.call("tool/call", { ...S, name: "bash", input: { command: "touch x" } });
    assert.is(call.success, false, "the mode is in force");
    const back = await second.call("session/configure", { ...S, provider: "" });
    assert.equal(back, { effort: "high", mode: "read-only", title: "Chosen" }, "the model went with its provider");
    await second.crash();
  } finally {
    await first.crash();
    await removeHome(home);
  }
});

test("what there is not is refused, and nothing changes", async () => {
  await withServer({}, async (server) => {
    await server.createSession({ ...S, mountPlan: shellPlan([], TWO) });
    const missing = await server.failure("session/configure", { ...S, provider: "third" });
    assert.is(missing.data.kind, "provider-missing");
    assert.match(missing.message, "first, second");
    const mode = await server.failure("session/configure", { ...S, mode: "free", title: "No" });
    assert.is(mode.code, -32602);
    assert.match(mode.message, "accept-edits");
    assert.is((await server.failure("session/configure", { ...S, effort: "extreme" })).code, -32602);
    assert.equal(await server.call("session/configure", S), { mode: "ask" });
    await server.createSession({ sessionId: "bare", mountPlan: mockPlan(["Hi."]) });
    assert.match(
      (await server.failure("session/configure", { sessionId: "bare", mode: "ask" })).message,
      "hooks-approval",
    );
  });
});

test("the effort reaches the vendor", async () => {
  const vendor = await startOpenAiServer(["One.", "Two.", "Three."]);
  try {
    await withServer({ env: { OPENAI_API_KEY: "sk-test-000000000000000000000000" } }, async (server) => {
      const config = { base_url: vendor.url, default_model: "gpt-5" };
      await server.createSession({
        ...S,
        mountPlan: mockPlan([], { providers: [{ module: "provider-openai", config }] }),
      });
      await server.call("session/execute", { ...S, prompt: "Hi." });
      await server.call("session/configure", { ...S, effort: "low" });
      await server.call("session/execute", { ...S, prompt: "Hi." });
      await server.call("session/execute", { ...S, prompt: "Hi.", effort: "high" });
      const efforts = vendor.requests.map(({ body }) => (body.reasoning as { effort?: string } | undefined)?.effort);
      assert.equal(efforts.slice(1), ["low", "high"]);
    });
  } finally {
    await vendor.close();
  }
});

test("compaction makes the view smaller and leaves the history whole", async () => {
  await withServer({}, async (server) => {
    const long = "word ".repeat(2000);
    await server.createSession({ ...S, mountPlan: mockPlan([long, long, long, long, "Short."]) });
    assert.is((await server.call("session/compact", S)).compacted, false, "there is nothing yet");
    for (let count = 0; count < 5; count += 1) await server.call("session/execute", { ...S, prompt: `Turn ${count}.` });
    const done = await server.call("session/compact", S);
    assert.is(done.compacted, true);
    assert.ok(Number(done.after_tokens) < Number(done.before_tokens));
    assert.is((await server.messages("s")).length, 10);
    await server.event("context:post_compact");
  });
});

test.run();
