import * as assert from "uvu/assert";
import { z } from "zod";
import { success } from "../../../../kernel/index.ts";
import { defineTool } from "../../../../modules/lib/define-tool/index.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("defineTool");

const context = { toolCallId: "c1", signal: new AbortController().signal, onOutput: async () => {} };
const greet = defineTool({
  name: "greet",
  description: "Greets.",
  input: z.strictObject({ who: z.string().describe("Whom to greet."), times: z.int().default(1) }),
  annotations: { readOnlyHint: true },
  execute: async ({ who, times }) => success(`hello ${who}`.repeat(times)),
  preview: async ({ who }) => ({ command: `greet ${who}` }),
});

test("the schema reaches the model", () => {
  assert.equal(greet.inputSchema, {
    type: "object",
    properties: {
      who: { type: "string", description: "Whom to greet." },
      times: { type: "integer", default: 1, minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
    },
    required: ["who"],
    additionalProperties: false,
  });
  assert.equal([greet.name, greet.description, greet.annotations], ["greet", "Greets.", { readOnlyHint: true }]);
});

test("input that fits is run, with its defaults", async () => {
  assert.equal(await greet.execute({ who: "you" }, context), success("hello you"));
  assert.equal(await greet.preview?.({ who: "you" }), { command: "greet you" });
});

test("input that does not fit is a failure that says why", async () => {
  const { success: isDone, error } = await greet.execute({ who: 7, whom: "x" }, context);
  assert.equal([isDone, error?.kind], [false, "invalid-input"]);
  assert.match(error?.message ?? "", /^greet: who: .*expected string.*; input: Unrecognized key: "whom"/);
});

test("what was not declared is not there", () => {
  const plain = defineTool({ name: "p", description: "", input: z.strictObject({}), execute: async () => success(1) });
  assert.equal(["annotations" in plain, "preview" in plain], [false, false]);
});

test.run();
