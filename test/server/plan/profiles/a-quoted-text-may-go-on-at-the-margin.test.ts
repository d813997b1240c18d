/** Descriptions with examples in them, as many agents of Amplifier's have them: YAML wants every line indented, and their authors do not. */
import * as assert from "uvu/assert";
import { indentQuotes } from "../../../../server/plan/profiles/indent-quotes.ts";
import { readDocument } from "../../../../server/plan/profiles/read-document.ts";
import { parseYaml } from "../../../../server/plan/settings/yaml-text.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("a quoted text at the margin");

const EXAMPLE = `Looks at files.

<example>
user: 'Read it'
say: \\"so\\"
</example>`;

test("it is read as if it were indented", async () => {
  const text = `---\nmeta:\n  name: ops\n  description: "${EXAMPLE}"\ntools: [tool-search]\n---\nBody.\n`;
  const { description, plan } = await readDocument(text, "ops.md", "agent");
  assert.is(description, `Looks at files.\n<example> user: 'Read it' say: "so" </example>`);
  assert.equal(plan.tools, [{ module: "tool-search" }]);
});

for (const [title, text] of [
  ["in a list", `list:\n  - key: "a\nb"\n    other: 'c\nd'\n`],
  ["in single quotes", `a: 'it''s\nso'\nb: 1\n`],
  ["indented already", `a:\n  b: "c\n    d"\n`],
  ["on one line", `a: "b"\nc: 'd'\n`],
] as const) {
  test(`the same keys and words ${title}`, async () => {
    const { tree } = await parseYaml(indentQuotes(text), "x.yaml");
    const words = JSON.stringify(tree).match(/\w+/g);
    assert.equal(words, text.replaceAll("''s", "'s").match(/\w+/g));
  });
}

test("one that never ends is told where it begins", async () => {
  const error = await readDocument(`---\nname: x\ndescription: "a\nb\n---\n`, "x.md", "profile").catch(String);
  assert.match(String(error), /x\.md: line \d: not YAML/);
});

test.run();
