import assert from "node:assert/strict";
import { KernelError, textOf } from "../../../../kernel/index.ts";
import { suite } from "../../../support/suite.ts";
import { assertPaired, turnFixture } from "./turn-fixture.ts";

const test = suite("an answer of an output schema");

const outputSchema = { type: "object", properties: { n: { type: "number" } }, required: ["n"] };

const PARSED = [
  { name: "JSON", script: ['{"n": 1}'], requests: 1 },
  { name: "JSON in a code fence", script: ['```json\n{"n": 1}\n```'], requests: 1 },
  { name: "prose at first, JSON when asked again", script: ["It is one.", '{"n": 1}'], requests: 2 },
  { name: "JSON of another shape at first", script: ['{"n": "one"}', '{"n": 1}'], requests: 2 },
];
for (const { name, script, requests } of PARSED) {
  test(`${name} is parsed`, async () => {
    const fixture = await turnFixture(script);
    const outcome = await fixture.execute("go", { outputSchema });
    assert.deepEqual(outcome.structured, { n: 1 });
    assert.equal(outcome.stopReason, "end_turn");
    assert.equal(fixture.provider.requests.length, requests);
    assert.deepEqual(fixture.provider.requests[0]?.output_schema, outputSchema);
    assertPaired(await fixture.history());
  });
}

for (const [what, script, reason] of [
  ["prose", ["It is one.", "I said one."], /it is not JSON/],
  ["another shape", ['{"n": "one"}', "{}"], /must have required property 'n'/],
] as const) {
  test(`${what} twice is an error that says why and what to do`, async () => {
    const fixture = await turnFixture(script);
    const failed = await fixture.execute("go", { outputSchema }).catch((error: unknown) => error);
    assert.ok(failed instanceof KernelError && failed.code === "output-invalid");
    assert.match(failed.message, reason);
    const repair = fixture.provider.requests[1];
    assert.match(textOf(repair?.messages.at(-1)?.content ?? []), /JSON only.*"required":\["n"\]/);
    assert.deepEqual(repair?.tools, []);
  });
}

test("all that is wrong is told to the model, up to a limit", async () => {
  const fixture = await turnFixture(['{"n": "one", "m": 1}', '{"n": 1}']);
  await fixture.execute("go", { outputSchema: { ...outputSchema, additionalProperties: false } });
  const told = textOf(fixture.provider.requests[1]?.messages.at(-1)?.content ?? []);
  assert.match(told, /the whole must NOT have additional properties; \/n must be number/);
});

test("a schema that is none fails before anything is asked", async () => {
  const fixture = await turnFixture(["Never."]);
  const failed = await fixture.execute("go", { outputSchema: { type: "nonsense" } }).catch((error: unknown) => error);
  assert.ok(failed instanceof KernelError && failed.code === "prompt-invalid");
  assert.equal(failed.problems[0]?.path, "outputSchema");
  assert.deepEqual([fixture.provider.requests, await fixture.history()], [[], []]);
});

test("a part of an answer that does not fit is not structured", async () => {
  const fixture = await turnFixture([{ text: '{"m": 1}', stopReason: "max_tokens" }]);
  assert.equal((await fixture.execute("go", { outputSchema })).structured, undefined);
});

test("an answer that was cut short is answered as it is", async () => {
  const fixture = await turnFixture([{ text: '{"n": ', stopReason: "max_tokens" }]);
  const outcome = await fixture.execute("go", { outputSchema });
  assert.deepEqual([outcome.stopReason, outcome.text, outcome.structured], ["max_tokens", '{"n": ', undefined]);
});

test.run();
