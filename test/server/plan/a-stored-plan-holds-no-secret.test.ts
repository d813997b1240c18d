import * as assert from "uvu/assert";
import { storablePlan } from "../../../server/plan/stored-plan.ts";
import { EMPTY_PLAN } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";

const test = suite("stored plan");
const KEY = "sk-ant-api03-PLANTED0SECRET0OF0THE0TEST0abcdefghij";

const LEFT_OUT: readonly (readonly [string, unknown])[] = [
  ["api_key", "anything"],
  ["apiKey", "anything"],
  ["auth_token", "anything"],
  ["PASSWORD", "anything"],
  ["client_secret", "anything"],
  ["Authorization", "Bearer anything"],
  ["GREETING", KEY],
  ["url", "https://user:hunter2secret@example.test"],
];
const KEPT: readonly (readonly [string, unknown])[] = [
  ["api_key", "${ANTHROPIC_API_KEY}"],
  ["api_key", ""],
  ["max_tokens", 4096],
  ["url", "https://example.test"],
  ["note", "the token is in ${TOKEN}"],
];

const planWith = (key: string, value: unknown) => ({
  ...EMPTY_PLAN,
  tools: [{ module: "t", config: { deep: [{ [key]: value, other: 1 }] } }],
});

for (const [key, value] of LEFT_OUT) {
  test(`${key}: ${value} is left out, and told with its place`, () => {
    const { plan, warnings } = storablePlan(planWith(key, value));
    assert.equal((plan.tools as { config: unknown }[])[0]?.config, { deep: [{ other: 1 }] });
    assert.equal(
      warnings.map(({ kind, path }) => ({ kind, path })),
      [{ kind: "secret-not-stored", path: `tools[0].config.deep[0].${key}` }],
    );
    assert.not.ok(JSON.stringify(warnings).includes(String(value)));
  });
}

for (const [key, value] of KEPT) {
  test(`${key}: ${JSON.stringify(value)} is kept`, () => {
    const given = planWith(key, value);
    const { plan, warnings } = storablePlan(given);
    assert.equal(plan, given);
    assert.equal(warnings, []);
  });
}

test("a secret that looks like nothing is left out wherever the config repeats it, and a reference is not", () => {
  const secret = "hunter2hunter2";
  const config = { api_key: secret, url: `http://x.test/?k=${secret}`, list: [`--key=${secret}`, "plain"] };
  const other = { api_key: "${TOKEN}", note: "it is in ${TOKEN}" };
  const providers = [
    { module: "p", config },
    { module: "q", config: other },
  ];
  const { plan, warnings } = storablePlan({ ...EMPTY_PLAN, providers });
  assert.not.match(JSON.stringify({ plan, warnings }), secret);
  const [first, second] = plan.providers as { config: Record<string, unknown> }[];
  assert.equal(
    warnings.map(({ path }) => path),
    ["providers[0].config.api_key", "providers[0].config.url", "providers[0].config.list[0]"],
  );
  assert.match(JSON.stringify(first?.config), "plain");
  assert.equal(second?.config, other);
});

test.run();
