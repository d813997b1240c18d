/** What is wrong in a profile is told with file, line, field and, where one is near, the right name. */
import * as assert from "uvu/assert";
import { SettingsError } from "../../../../server/plan/settings/settings-error.ts";
import { suite } from "../../../support/suite.ts";
import { documentOf, fileOf, lineOfTexts } from "./profile-scene.ts";

const test = suite("a faulty profile is told with its place");

const FAULTS: readonly (readonly [string, string, RegExp])[] = [
  ["no front matter", "Just text.", /x\.md: it must begin with YAML between two lines of ---/],
  ["front matter without an end", "---\nname: x\n", /x\.md: it must begin with YAML/],
  ["not YAML", fileOf("name: [x"), /x\.md: line \d+: not YAML/],
  ["a misspelt field", fileOf("name: x\ntols: [tool-a]"), /x\.md:3: tols: unknown field; did you mean tools\?/],
  [
    "a misspelt field in the head",
    fileOf("profile:\n  name: x\n  extend: base"),
    /x\.md:4: profile\.extend: unknown field; did you mean extends\?/,
  ],
  ["an entry without a module", fileOf("name: x\ntools:\n  - {config: {}}"), /x\.md:4: tools\[0\]/],
  ["tools that are no list", fileOf("name: x\ntools: {a: 1}"), /x\.md:3: tools: it must be a list of modules/],
  ["two faults", fileOf("name: x\nfoo: 1\nhooks: 3"), /foo.*hooks|hooks.*foo/s],
];

for (const [name, text, message] of FAULTS) {
  test(name, async () => {
    const error = await failureOf(documentOf("x", text));
    assert.is(error.kind, "profile-invalid");
    assert.match(error.message, message);
  });
}

test("a circle is told with everybody who is in it", async () => {
  const texts = {
    a: fileOf("name: a\nextends: b"),
    b: fileOf("name: b\nextends: c"),
    c: fileOf("name: c\nextends: a"),
  };
  const { kind, message } = await failureOf(lineOfTexts(texts, "a"));
  assert.is(kind, "profile-invalid");
  assert.match(message, /a \(a\.md\) extends b \(b\.md\) extends c \(c\.md\) extends a \(a\.md\)/);
});

test("every parent that is missing is told with who wants it", async () => {
  const texts = { a: fileOf("name: a\nextends: [b, gone]"), b: fileOf("name: b\nextends: lost") };
  const { kind, message } = await failureOf(lineOfTexts(texts, "a"));
  assert.is(kind, "profile-not-found");
  assert.match(message, /b \(b\.md\) extends "lost"/);
  assert.match(message, /a \(a\.md\) extends "gone"/);
});

async function failureOf(promise: Promise<unknown>): Promise<SettingsError> {
  const error = await promise.then(
    () => new Error("it did not fail"),
    (fault: unknown) => fault,
  );
  if (error instanceof SettingsError) return error;
  throw error;
}

test.run();
