/** The strict server answers 400 to a setting that the model's generation refuses. */
import assert from "node:assert/strict";
import type { JsonObject, ProviderRequest } from "../../../kernel/index.ts";
import { suite } from "../../support/suite.ts";
import { ask } from "../provider-fixture.ts";
import { withAnthropic } from "./fixture.ts";

const test = suite("The settings of a request to Anthropic");

interface Row {
  readonly name: string;
  readonly config?: JsonObject;
  readonly request?: Partial<ProviderRequest>;
  /** What the body has of `thinking`, `temperature` and `output_config`. */
  readonly sent: JsonObject;
}

const ADAPTIVE = { thinking: { type: "adaptive", display: "summarized" } };
const OLDER = { model: "claude-sonnet-4-5-20250929" };
const ROWS: readonly Row[] = [
  { name: "a recent model thinks as it sees fit", sent: ADAPTIVE },
  { name: "a recent model takes no temperature", config: { temperature: 0.5 }, sent: ADAPTIVE },
  { name: "a recent model takes no budget", config: { thinking_budget: 5000 }, sent: ADAPTIVE },
  { name: "a budget of 0 asks for no thoughts", config: { thinking_budget: 0 }, sent: {} },
  {
    name: "a recent model takes an effort",
    request: { reasoning_effort: "low" },
    sent: { ...ADAPTIVE, output_config: { effort: "low" } },
  },
  { name: "an older model does not think unasked", request: OLDER, sent: {} },
  {
    name: "an older model takes a temperature",
    request: OLDER,
    config: { temperature: 0.5 },
    sent: { temperature: 0.5 },
  },
  {
    name: "an older model takes a budget, and no temperature with it",
    request: OLDER,
    config: { thinking_budget: 5000, temperature: 0.5 },
    sent: { thinking: { type: "enabled", budget_tokens: 5000 } },
  },
  {
    name: "an older model gets a budget for an effort",
    request: { ...OLDER, reasoning_effort: "high" },
    sent: { thinking: { type: "enabled", budget_tokens: 24_000 } },
  },
  {
    name: "a budget stays below the limit of the answer",
    request: { ...OLDER, max_tokens: 2000 },
    config: { thinking_budget: 5000 },
    sent: { thinking: { type: "enabled", budget_tokens: 1999 } },
  },
  {
    name: "an answer that is too short gets no budget",
    request: { ...OLDER, max_tokens: 500, extended_thinking: true },
    sent: {},
  },
  {
    name: "another vendor's model is left alone",
    request: { model: "glm-5" },
    config: { temperature: 1 },
    sent: { temperature: 1 },
  },
];

for (const { name, config = {}, request = {}, sent } of ROWS) {
  test(name, async () => {
    const check = async ({ provider, body }: Parameters<Parameters<typeof withAnthropic>[1]>[0]): Promise<void> => {
      await ask(provider, request);
      const { thinking, temperature, output_config } = body();
      assert.deepEqual(JSON.parse(JSON.stringify({ thinking, temperature, output_config })), sent);
    };
    await withAnthropic(["Done."], check, config);
  });
}

test("an answer of a schema is the vendor's own feature", async () => {
  await withAnthropic(['{"n": 1}'], async ({ provider, body }) => {
    const n = { type: "integer", minimum: 1 };
    await ask(provider, { output_schema: { type: "object", properties: { n }, required: ["n"] } });
    const { format } = body().output_config as { format: { type: string; schema: JsonObject } };
    assert.equal(format.type, "json_schema");
    assert.equal(format.schema.additionalProperties, false);
    assert.deepEqual(format.schema.properties, { n: { type: "integer", description: "{minimum: 1}" } });
  });
});

test("a schema that the vendor could not take is told in words", async () => {
  await withAnthropic(["{}"], async ({ provider, body }) => {
    await ask(provider, { output_schema: { properties: {} } });
    assert.equal(body().output_config, undefined);
    assert.match(JSON.stringify(body().messages), /must be JSON of this JSON Schema/);
  });
});

test.run();
