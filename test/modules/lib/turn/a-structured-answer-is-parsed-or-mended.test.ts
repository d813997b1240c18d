import assert from "node:assert/strict";
import { textOf } from "../../../../kernel/index.ts";
import { suite } from "../../../support/suite.ts";
import { assertPaired, turnFixture } from "./turn-fixture.ts";

const test = suite("an answer of an output schema");

const outputSchema = { type: "object", properties: { n: { type: "number" } } };

const PARSED = [
  { name: "JSON", script: ['{"n": 1}'], requests: 1 },
  { name: "JSON in a code fence", script: ['```json\n{"n": 1}\n```'], requests: 1 },
  { name: "prose at first, JSON when asked again", script: ["It is one.", '{"n": 1}'], requests: 2 },
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

test("prose twice is an error that says what to do", async () => {
  const fixture = await turnFixture(["It is one.", "I said one."]);
  await assert.rejects(fixture.execute("go", { outputSchema }), { name: "ProviderError", message: /not JSON.*schema/ });
  const repair = fixture.provider.requests[1];
  assert.match(textOf(repair?.messages.at(-1)?.content ?? []), /JSON only/);
  assert.deepEqual(repair?.tools, []);
});

test("an answer that was cut short is answered as it is", async () => {
  const fixture = await turnFixture([{ text: '{"n": ', stopReason: "max_tokens" }]);
  const outcome = await fixture.execute("go", { outputSchema });
  assert.deepEqual([outcome.stopReason, outcome.text, outcome.structured], ["max_tokens", '{"n": ', undefined]);
});

test.run();
