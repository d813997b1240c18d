import * as assert from "uvu/assert";
import { compileSchema } from "../../../../modules/lib/json-schema/index.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("schemas of anybody's");

/** A schema, what fits it, and what does not. */
const ROWS: readonly (readonly [schema: Record<string, unknown>, fits: unknown, not: unknown])[] = [
  [{ $schema: "http://json-schema.org/draft-07/schema#", items: [{ type: "number" }] }, [1], ["x"]],
  [{ $schema: "http://json-schema.org/draft-06/schema#", items: [{ type: "number" }] }, [1], ["x"]],
  [{ $schema: "https://json-schema.org/draft/2019-09/schema", items: [{ type: "number" }] }, [1], ["x"]],
  [{ $schema: "https://json-schema.org/draft/2020-12/schema", prefixItems: [{ type: "number" }] }, [1], ["x"]],
  [{ $schema: "https://example.test/schema-of-mine", prefixItems: [{ type: "number" }] }, [1], ["x"]],
  [{ prefixItems: [{ type: "number" }] }, [1], ["x"]],
  [{ $defs: { n: { type: "number" } }, $ref: "#/$defs/n" }, 1, "x"],
];

for (const [schema, fits, not] of ROWS) {
  test(`${JSON.stringify(schema)} takes what fits`, () => {
    const check = compileSchema(schema);
    assert.is(check(fits), undefined);
    assert.match(check(not) ?? "", /must be number/);
  });
}

test("a list of schemas for items is none where the draft says nothing of it", () => {
  assert.throws(() => compileSchema({ items: [{ type: "number" }] }), /schema is invalid/);
});

test("a pattern that would be tried for years is given up, and the next check works", () => {
  const check = compileSchema({ pattern: "^(a|a)*$" });
  assert.match(check(`${"a".repeat(100)}!`) ?? "", /cannot be checked: it did not end within 1000 ms/);
  assert.is(check("aaa"), undefined);
});

test.run();
