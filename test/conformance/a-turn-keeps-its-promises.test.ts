import { writeFile } from "node:fs/promises";
import * as assert from "uvu/assert";
import { callsTo, mockPlan, openPlan, type ServerFixture, textOf, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import { startAnthropicServer } from "../support/vendors/index.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("turns");
const S = { sessionId: "s" };
/** A first answer that takes for ever, unless it is cancelled. */
const ENDLESS = { text: "word ".repeat(2000), delay_ms: 600_000 };

const create = (server: ServerFixture, responses: readonly unknown[]): Promise<string> =>
  server.createSession({ ...S, mountPlan: openPlan(responses) });

test("the reply has the text, why it ended, and the usage summed over the turn", async () => {
  await withServer({}, async (server) => {
    const call = { ...callsTo("bash", { command: "true" }), usage: { input_tokens: 10, output_tokens: 3, cost: 0.5 } };
    await create(server, [
      call,
      { text: "Done.", usage: { input_tokens: 20, output_tokens: 4, cache_read_tokens: 5, cost: 0.25 } },
    ]);
    const { turnId, ...reply } = await server.call("session/execute", { ...S, prompt: "Go." });
    assert.ok(typeof turnId === "string" && turnId !== "");
    const usage = { input_tokens: 30, output_tokens: 7, cache_read_tokens: 5, cost: 0.75 };
    assert.equal(reply, { text: "Done.", stopReason: "end_turn", usage });
  });
});

test("text and images in blocks are as good as a text", async () => {
  await withServer({}, async (server) => {
    await create(server, ["I see."]);
    const prompt = [
      { type: "text", text: "What is this?" },
      { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } },
    ];
    assert.is((await server.call("session/execute", { ...S, prompt })).text, "I see.");
    assert.equal((await server.messages("s"))[0]?.content, prompt);
  });
});

test("the same turnId again answers the same, and runs nothing", async () => {
  await withServer({}, async (server) => {
    await create(server, ["First.", "Second."]);
    const turn = { ...S, prompt: "Go.", turnId: "t-1" };
    const first = await server.call("session/execute", turn);
    assert.is(first.turnId, "t-1");
    assert.equal(await server.call("session/execute", turn), first);
    assert.equal(await server.call("session/execute", { ...turn, prompt: [{ type: "text", text: "Go." }] }), first);
    const other = await server.failure("session/execute", { ...turn, prompt: "Something else." });
    assert.is(other.code, -32602);
    assert.match(other.message, "t-1");
    assert.is((await server.call("session/execute", { ...S, prompt: "Go.", turnId: "t-2" })).text, "Second.");
    assert.is((await server.messages("s")).length, 4);
  });
});

test("the same turnId while the turn runs joins it, and another prompt does not", async () => {
  await withServer({}, async (server) => {
    await create(server, [ENDLESS]);
    const turn = { ...S, prompt: "Go.", turnId: "t-1" };
    const first = server.call("session/execute", turn);
    await server.event("content_block:delta");
    const second = server.call("session/execute", turn);
    const other = await server.failure("session/execute", { ...turn, prompt: "Something else." });
    assert.is(other.data.kind, "invalid-params");
    await server.call("session/cancel", S);
    assert.equal(await second, await first);
    assert.is((await first).stopReason, "cancelled");
  });
});

test("a cancelled joiner leaves the turn alone", async () => {
  await withServer({}, async (server) => {
    await create(server, [ENDLESS]);
    const turn = { ...S, prompt: "Go.", turnId: "t-1" };
    const first = server.call("session/execute", turn);
    await server.event("content_block:delta");
    const second = server.send("session/execute", turn);
    server.client.notify("$/cancelRequest", { id: second.id });
    assert.is((await server.call("session/get", S)).status, "running");
    await server.call("session/cancel", S);
    assert.is((await first).stopReason, "cancelled");
    const { error } = (await second.response) as { error: Json };
    assert.is(error.code, -32800);
  });
});

test("steering joins the running turn between two requests, and nothing else", async () => {
  await withServer({}, async (server) => {
    const command = "echo begun; until [ -e go ]; do sleep 0.02; done";
    await create(server, [callsTo("bash", { command }), "I heard you."]);
    assert.equal(await server.call("session/steer", { ...S, prompt: "Too early." }), { accepted: false });
    const turn = server.call("session/execute", { ...S, prompt: "Go.", turnId: "t-1" });
    await server.event("tool:output");
    assert.equal(await server.call("session/steer", { ...S, prompt: "Not that one.", expectedTurnId: "t-0" }), {
      accepted: false,
    });
    assert.equal(await server.call("session/steer", { ...S, prompt: "Be brief.", expectedTurnId: "t-1" }), {
      accepted: true,
    });
    await writeFile(`${server.home.workspace}/go`, "");
    assert.is((await turn).text, "I heard you.");
    const history = await server.messages("s");
    assert.equal(
      history.map((message) => message.role),
      ["user", "assistant", "tool", "user", "assistant"],
    );
    assert.is(textOf(history[3]), "Be brief.");
    assert.equal(await server.call("session/steer", { ...S, prompt: "Too late." }), { accepted: false });
  });
});

test("with an outputSchema the answer comes as structured; what is no JSON is asked for once more", async () => {
  await withServer({}, async (server) => {
    await create(server, ["Here you are.", '{"answer": 42}']);
    const outputSchema = { type: "object", properties: { answer: { type: "number" } } };
    const reply = await server.call("session/execute", { ...S, prompt: "How much?", outputSchema });
    assert.equal(reply.structured, { answer: 42 });
    assert.is(reply.stopReason, "end_turn");
  });
});

test("maxIterations ends the turn with a last answer that calls no tool", async () => {
  await withServer({}, async (server) => {
    const call = { text: "Once more.", ...callsTo("bash", { command: "true" }) };
    await create(server, [call]);
    const { stopReason, text } = await server.call("session/execute", { ...S, prompt: "Go.", maxIterations: 2 });
    assert.equal({ stopReason, text }, { stopReason: "max_iterations", text: "Once more." });
    const roles = (await server.messages("s")).map((message) => message.role);
    assert.equal(roles, ["user", "assistant", "tool", "assistant", "tool", "assistant"]);
  });
});

test("provider and model are of the turn's choice", async () => {
  const vendor = await startAnthropicServer(["From the vendor."]);
  try {
    await withServer({ env: { ANTHROPIC_API_KEY: "test-key" } }, async (server) => {
      const providers = [
        { module: "provider-mock", config: { responses: ["From the mock."], priority: 1 } },
        { module: "provider-anthropic", config: { base_url: vendor.url } },
      ];
      await server.createSession({ ...S, mountPlan: mockPlan([], { providers }) });
      assert.is((await server.call("session/execute", { ...S, prompt: "Hi." })).text, "From the mock.");
      const wish = { provider: "anthropic", model: "claude-opus-5-of-my-choice" };
      assert.is((await server.call("session/execute", { ...S, prompt: "Hi.", ...wish })).text, "From the vendor.");
      assert.is(vendor.requests[0]?.body.model, "claude-opus-5-of-my-choice");
      const failure = await server.failure("session/execute", { ...S, prompt: "Hi.", provider: "openai" });
      assert.is(failure.data.kind, "provider-missing");
      assert.match(failure.message, /mock.*anthropic|anthropic.*mock/);
    });
  } finally {
    await vendor.close();
  }
});

test("a hook module that denies the prompt ends the turn as denied, and the model is not asked", async () => {
  await withServer({}, async (server) => {
    const source = `export const module = { name: "hooks-no", kind: "hook", description: "", configSchema: { safeParse: (data) => ({ success: true, data }), parse: (data) => data },
      async mount({ hooks }) { return hooks.register("prompt:submit", () => ({ action: "deny", reason: "Not today." }), { name: "hooks-no" }); } };`;
    await writeFile(`${server.home.workspace}/no.mjs`, source);
    const hooks = [{ module: "hooks-no", source: "./no.mjs" }];
    const { warnings } = await server.call("session/create", {
      ...S,
      cwd: server.home.workspace,
      mountPlan: mockPlan(["Hello."], { hooks }),
    });
    assert.equal(warnings, []);
    const { text, stopReason } = await server.call("session/execute", { ...S, prompt: "Hi." });
    assert.equal({ text, stopReason }, { text: "Not today.", stopReason: "denied" });
    assert.equal(await server.messages("s"), []);
  });
});

test.run();
