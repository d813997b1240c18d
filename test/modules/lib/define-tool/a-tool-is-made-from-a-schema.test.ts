import * as assert from "uvu/assert";
import * as z from "zod";
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
  assert.is(error?.message, "greet: who: it must be a text; whom: unknown key; did you mean who?");
});

const search = defineTool({
  name: "search",
  description: "Searches.",
  input: z.strictObject({
    path: z.string().min(1),
    pattern: z.string().max(9),
    limit: z.int().positive().max(50).optional(),
    mode: z.enum(["files", "lines"]).optional(),
    tags: z.array(z.string()).optional(),
  }),
  execute: async () => success(""),
});

const BAD: readonly [input: Record<string, unknown>, words: string][] = [
  [{ path: "", pattern: "x" }, "path: it must not be empty"],
  [{ path: "." }, "pattern: it is missing"],
  [{ path: ".", pattern: "x", limit: 1.5 }, "limit: it must be a whole number"],
  [{ path: ".", pattern: "x", limit: "1" }, "limit: it must be a number"],
  [{ path: ".", pattern: "x", limit: 0 }, "limit: it must be more than 0"],
  [{ path: ".", pattern: "x", limit: 51 }, "limit: it must be at most 50"],
  [{ path: ".", pattern: "x".repeat(10) }, "pattern: it must have at most 9 characters"],
  [{ path: ".", pattern: "x", mode: "all" }, 'mode: it must be "files" or "lines"'],
  [{ path: ".", pattern: "x", tags: ["a", 1] }, "tags[1]: it must be a text"],
  [{ path: ".", pattern: "x", limits: 5 }, "limits: unknown key; did you mean limit?"],
];

for (const [input, words] of BAD) {
  test(`${JSON.stringify(input)}: ${words}`, async () => {
    const { error } = await search.execute(input, context);
    assert.is(error?.message, `search: ${words}`);
  });
}

test("what was not declared is not there", () => {
  const plain = defineTool({ name: "p", description: "", input: z.strictObject({}), execute: async () => success(1) });
  assert.equal(["annotations" in plain, "preview" in plain], [false, false]);
});

test.run();
