import assert from "node:assert/strict";
import { textOf } from "../../../kernel/index.ts";
import { module } from "../../../modules/provider-mock/index.ts";
import { ManualClock } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";
import { ask, failureOf, mountProvider } from "../provider-fixture.ts";

const test = suite("The script of provider-mock");

test("begins again after its last answer", async () => {
  const { provider } = await mountProvider(module, { responses: ["one", { text: "two" }] });
  const answers: string[] = [];
  for (let round = 0; round < 3; round += 1) answers.push(textOf((await ask(provider)).response.content));
  assert.deepEqual(answers, ["one", "two", "one"]);
});

test("is streamed in pieces of the size that the config says", async () => {
  const { provider } = await mountProvider(module, { responses: ["abcdefg"], chunk_chars: 3 });
  const { parts } = await ask(provider);
  assert.deepEqual(
    parts.flatMap((part) => (part.type === "delta" ? [part.text] : [])),
    ["abc", "def", "g"],
  );
});

test("has usage that the script may set, key by key", async () => {
  const { provider } = await mountProvider(module, { responses: [{ text: "Hi.", usage: { input_tokens: 1234 } }] });
  const { usage } = (await ask(provider)).response;
  assert.equal(usage.input_tokens, 1234);
  assert.ok(usage.output_tokens > 0);
});

test("spreads a delay over the pieces", async () => {
  const clock = new ManualClock();
  const { provider } = await mountProvider(
    module,
    { responses: [{ text: "abcd", delay_ms: 100 }], chunk_chars: 2 },
    clock,
  );
  const pieces: string[] = [];
  const asked = ask(provider, {}, { onPart: async (part) => void (part.type === "delta" && pieces.push(part.text)) });
  await turnOfTheLoop();
  clock.advance(49);
  await turnOfTheLoop();
  assert.deepEqual(pieces, []);
  clock.advance(1);
  await turnOfTheLoop();
  assert.deepEqual(pieces, ["ab"]);
  clock.advance(50);
  await asked;
  assert.deepEqual(pieces, ["ab", "cd"]);
});

test("lets a cancel end a delay", async () => {
  const clock = new ManualClock();
  const { provider } = await mountProvider(module, { responses: [{ delay_ms: 1000 }] }, clock);
  const controller = new AbortController();
  const asked = failureOf(ask(provider, {}, { signal: controller.signal }));
  await turnOfTheLoop();
  controller.abort();
  assert.equal((await asked).kind, "Abort");
  assert.equal(clock.pending, 0);
});

test("may fail behind a part of its text", async () => {
  const error = { kind: "RateLimit", message: "Slow down.", retry_after: 3 };
  const { provider } = await mountProvider(module, { responses: [{ text: "So", error }] });
  const pieces: string[] = [];
  const onPart = async (part: { type: string }): Promise<void> => void pieces.push(part.type);
  const failure = await failureOf(ask(provider, {}, { onPart }));
  assert.equal(failure.kind, "RateLimit");
  assert.equal(failure.retryAfter, 3);
  assert.deepEqual(pieces, ["start", "delta", "end"]);
});

test("calls no tool where none is offered", async () => {
  const { provider } = await mountProvider(module, {
    responses: [{ text: "Hm.", tool_calls: [{ name: "read_file" }] }],
  });
  const { response } = await ask(provider, { tools: [] });
  assert.deepEqual(response.content, [{ type: "text", text: "Hm." }]);
  assert.equal(response.stop_reason, "end_turn");
});

async function turnOfTheLoop(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test.run();
