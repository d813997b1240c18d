import * as assert from "uvu/assert";
import { type JsonObject, ProviderError } from "../../../kernel/index.ts";
import { module as contextSimple } from "../../../modules/context-simple/index.ts";
import { module } from "../../../modules/hooks-session-naming/index.ts";
import { cleanTitle, titleFromPrompt } from "../../../modules/hooks-session-naming/title.ts";
import { until } from "../../support/kernel.ts";
import { type Script, ScriptedProvider } from "../../support/scripted-provider.ts";
import { suite } from "../../support/suite.ts";
import { type HookFixture, hookFixture } from "../hook-fixture.ts";

const test = suite("session naming");

const usage = { input_tokens: 1, output_tokens: 1 };

interface Naming extends HookFixture {
  readonly provider: ScriptedProvider;
  readonly titles: string[];
  turn(turn?: number, stop_reason?: string): Promise<void>;
}

async function naming(script: Script, config: JsonObject = {}, name = "scripted"): Promise<Naming> {
  const titles: string[] = [];
  const setTitle = async (title: string): Promise<boolean> => titles.push(title) === 1;
  const fixture = await hookFixture(module, { config, capabilities: { "session.set_title": setTitle } });
  const { coordinator, emit } = fixture;
  const provider = new ScriptedProvider(script, { name });
  coordinator.mount("providers", provider, { name });
  await contextSimple.mount(coordinator, contextSimple.configSchema.parse({}));
  const say = (role: "user" | "assistant", text: string) =>
    coordinator.get("context")?.addMessage({ role, content: [{ type: "text", text }] });
  await say("user", "please find out why the build is slow. It takes minutes.");
  await say("assistant", "The bundler runs twice.");
  return {
    ...fixture,
    provider,
    titles,
    async turn(turn = 1, stop_reason = "end_turn") {
      await emit("llm:response", {
        provider: name,
        model: "m-1",
        request_id: "r",
        status: "ok",
        duration_ms: 1,
        usage,
      });
      await emit("prompt:complete", { turn, stop_reason, usage, response_preview: "", length: 0 });
    },
  };
}

test("the provider that answered is asked, behind the turn, and the title is told", async () => {
  const fixture = await naming(['# "Why the build is slow."\nBecause.']);
  await fixture.turn();
  await until(() => fixture.dataOf("session:named").length === 1);
  assert.equal(fixture.titles, ["Why the build is slow"]);
  assert.is(fixture.dataOf("session:named")[0]?.source, "model");
  const [request] = fixture.provider.requests;
  assert.is(request?.model, "m-1");
  assert.equal(request?.tools, []);
  assert.match(JSON.stringify(request?.messages), "The bundler runs twice.");
  assert.is(fixture.dataOf("llm:response").length, 2);
  await fixture.turn(1);
  assert.is(fixture.provider.requests.length, 1);
  await fixture.close();
});

const FALLBACKS: readonly (readonly [string, Script, string])[] = [
  ["a provider that fails", [{ error: new Error("no") }], "scripted"],
  ["an answer without words", [" \n"], "scripted"],
  ["the mock, which is not asked", [], "mock"],
];
for (const [title, script, name] of FALLBACKS) {
  test(`the prompt gives the title: ${title}`, async () => {
    const fixture = await naming(script, {}, name);
    await fixture.turn();
    await until(() => fixture.dataOf("session:named").length === 1);
    assert.equal(fixture.titles, ["Please find out why the build is slow"]);
    assert.is(fixture.dataOf("session:named")[0]?.source, "prompt");
    assert.is(fixture.provider.requests.length, script.length);
    await fixture.close();
  });
}

const FAILURES: readonly (readonly [string, Error, string])[] = [
  ["its own kind", new ProviderError("RateLimit", "slow down", { provider: "scripted" }), "RateLimit"],
  ["that of a provider that broke its contract", new Error("no"), "ContractBroken"],
];
for (const [title, error, kind] of FAILURES) {
  test(`a request that failed is told with a kind that others know: ${title}`, async () => {
    const fixture = await naming([{ error }]);
    await fixture.turn();
    await until(() => fixture.dataOf("session:named").length === 1);
    const told = fixture.dataOf("llm:response").at(-1)?.error as { kind: string; message: string };
    assert.equal([told.kind, told.message], [kind, error.message]);
    await fixture.close();
  });
}

test("a hook that denies the request keeps the provider from being asked", async () => {
  const fixture = await naming(["never"]);
  fixture.coordinator.hooks.register("llm:request", () => ({ action: "deny", reason: "spent" }), { name: "budget" });
  await fixture.turn();
  await until(() => fixture.dataOf("session:named").length === 1);
  assert.is(fixture.provider.requests.length, 0);
  await fixture.close();
});

test("only the turn that the config says names a session, and only if it came to an end", async () => {
  const fixture = await naming(["Title"], { after_turns: 2 });
  await fixture.turn(1);
  await fixture.turn(2, "cancelled");
  assert.is(fixture.provider.requests.length, 0);
  await fixture.turn(2);
  await until(() => fixture.titles.length === 1);
  await fixture.close();
});

test("a session that ends does not wait for its title, nor get one; nor for a provider that is too slow", async () => {
  const closing = await naming([{ stalls: true, ignoresAbort: true }]);
  await closing.turn();
  await closing.provider.received(1);
  await closing.unmount();
  assert.equal(closing.titles, []);
  await closing.close();
  const slow = await naming([{ stalls: true, ignoresAbort: true }], { timeout: 0.01 });
  const named = new Promise((resolve) => {
    slow.coordinator.hooks.observe("session:named", resolve, { name: "waiting" });
  });
  await slow.turn();
  await named;
  assert.equal(slow.titles, ["Please find out why the build is slow"]);
  assert.equal(slow.dataOf("llm:response").at(-1)?.error, {
    kind: "Timeout",
    message: "No title came within 0.01 s.",
    retryable: true,
  });
  await slow.close();
});

test("titles are plain and short", () => {
  const rows = [
    ["Title: **Fix the tests**.", "Fix the tests"],
    ["\n\n- `Ordner aufräumen`", "Ordner aufräumen"],
    ["word ".repeat(30), "word word word word word word word word word word word…"],
    ["x".repeat(100), `${"x".repeat(59)}…`],
    ["\u001b[31mred", "[31mred"],
    ["", ""],
  ] as const;
  for (const [text, expected] of rows) assert.is(cleanTitle(text, 60), expected);
  assert.is(titleFromPrompt([], 60), "");
});

test.run();
