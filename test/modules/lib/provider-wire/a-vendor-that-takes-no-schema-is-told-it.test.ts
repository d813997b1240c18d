import assert from "node:assert/strict";
import { textOf } from "../../../../kernel/index.ts";
import { suite } from "../../../support/suite.ts";
import { withAnthropic } from "../../provider-anthropic/fixture.ts";
import { ask } from "../../provider-fixture.ts";
import { withOpenAi } from "../../provider-openai/fixture.ts";

const test = suite("A schema that a vendor does not take");
const SCHEMA = { type: "object", properties: { n: { type: "integer" } } };
const ROWS = [
  ["anthropic", withAnthropic, "output_config.format: this model does not support structured outputs"],
  ["openai", withOpenAi, "Invalid parameter: 'text.format' of type 'json_schema' is not supported with this model."],
] as const;

for (const [title, withVendor, message] of ROWS) {
  test(`${title}: becomes words behind the conversation, at once the next time`, async () => {
    const replies = [{ status: 400, message }, '{"n": 1}', '{"n": 2}', "Plain."];
    await withVendor(replies, async ({ provider, body }) => {
      const first = await ask(provider, { output_schema: SCHEMA });
      assert.equal(textOf(first.response.content), '{"n": 1}');
      await ask(provider, { output_schema: SCHEMA });
      await ask(provider);
      const told = [0, 1, 2, 3].map((index) =>
        JSON.stringify(body(index)).includes("must be JSON of this JSON Schema"),
      );
      assert.deepEqual(told, [false, true, true, false]);
      const native = [0, 1, 2, 3].map((index) => /output_config|json_schema"/.test(JSON.stringify(body(index))));
      assert.deepEqual(native, [true, false, false, false]);
    });
  });
}

test.run();
