/** What the quick reader of front matter reads is what the whole of YAML makes of it; of what it does not know it says nothing. */
import * as assert from "uvu/assert";
import { parseDocument } from "yaml";
import { readPlainYaml } from "../../../../server/plan/profiles/plain-yaml.ts";
import { Random } from "../../../fuzz/random.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("the quick reader agrees with YAML");

/** What the parser makes of it, as text; nothing where it finds a fault. */
function whole(text: string): string | undefined {
  const document = parseDocument(text, { prettyErrors: false });
  return document.errors.length > 0 ? undefined : JSON.stringify(document.toJS() ?? {});
}

const READ: readonly string[] = [
  "",
  "# only a remark\n\n",
  "name: x\nversion: 1.0.0\nempty:\nnumber: 1.5\nyes: true\nno: null\n",
  "description: It's said, [here] {there}\n",
  "tools:\n  - tool-a\n  - module: tool-b\n    config: {n: 1, list: [a, 'b, c', \"d\"], map: {}, none: []}\n  - {module: tool-c}\nhooks:\n- hooks-a\n",
  "source: git+https://example.test/x@main#subdirectory=y\npath: ./a b/c\nhome: ../x\nvalue: ${KEY}\n",
  "a:\n    b:\n        c: 1\n    # a remark\n    d: two words  \ne: \"quoted # : ,\"\nf: 'also'\n",
];

for (const text of READ) {
  test(`it reads ${JSON.stringify(text.slice(0, 40))}`, () => {
    assert.is(JSON.stringify(readPlainYaml(text)), whole(text));
  });
}

const LEFT: readonly string[] = [
  "a: 1\na: 2",
  "a: x\n  y",
  "a: |\n  x",
  "a: &b x",
  "a: *b",
  "a: !t x",
  "a: x # remark",
  "a: b: c",
  "a:\tb",
  "a: 0x10",
  "a: 1e3",
  "a: .inf",
  "a: Null",
  'a: "\\n"',
  "a: [b",
  "a: [b,, c]",
  "a: {b: 1, b: 2}",
  "- a",
  "just text",
  "true: x",
  "__proto__: {x: 1}",
  "a: 1\n---\nb: 2",
  `a: ${"[".repeat(100_000)}`,
];

for (const text of LEFT) {
  test(`it leaves ${JSON.stringify(text.slice(0, 40))} to the parser`, () => {
    assert.is(readPlainYaml(text), undefined);
  });
}

const PIECES = [
  ..."a,b,key,tool-a,x y,it's,1,1.5,0x1,-1,1e3,.5,.inf,2026-01-01,1.0.0,true,null,Null,~,yes,<<: ,=,./a,${V},http://x,é".split(
    ",",
  ),
  ..."[|]|{|}|, |,|\"|'|#| # c|: |:|- |-|?|@m|%|&a|*a|!t|>|\\".split("|"),
  ...[
    "|",
    " ",
    "  ",
    "\n",
    "\n  ",
    "\n    ",
    "\n\n",
    "\n- ",
    "\n  - ",
    "\n---\n",
    "\r\n",
    "\t",
    "\u00a0",
    "\u2028",
    "\ufeff",
  ],
  ...["a: 1", "b: [x, y]", "c: {d: e}", "a:\n  b:", "a:\n- b", "'it''s'", '"q"', '"\\n"', "'x'", "[]", "{}"],
];
const SEED = 20_260_101;
const TEXTS = 40_000;

test("for any text that can be put together from such pieces", () => {
  const random = new Random(SEED);
  let read = 0;
  for (let index = 0; index < TEXTS; index += 1) {
    const text = Array.from({ length: 1 + random.below(10) }, () => random.pick(PIECES)).join("");
    const quick = readPlainYaml(text);
    if (quick === undefined) continue;
    read += 1;
    assert.is(JSON.stringify(quick), whole(text), `seed ${SEED}: ${JSON.stringify(text)}`);
  }
  assert.ok(read > TEXTS / 100, `only ${read} of ${TEXTS} texts were read`);
});

test.run();
