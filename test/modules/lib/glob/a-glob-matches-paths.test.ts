import assert from "node:assert/strict";
import { compileGlob, GlobError } from "../../../../modules/lib/glob/index.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("a glob matches paths");

const ROWS: readonly (readonly [glob: string, yes: readonly string[], no: readonly string[]])[] = [
  ["a.ts", ["a.ts"], ["b.ts", "x/a.ts", "a.tsx", "aXts"]],
  ["*.ts", ["a.ts", ".ts", ".a.ts"], ["a.js", "x/a.ts", "a.ts/b"]],
  ["*", ["a", ".a"], ["a/b"]],
  ["a*b*c", ["abc", "aXbYc", "abbcc"], ["ab", "acb", "abcd"]],
  ["?.ts", ["a.ts", "ä.ts", "😀.ts"], ["ab.ts", ".ts"]],
  ["**", ["a", "a/b/c", ".x/y"], []],
  ["**/*.ts", ["a.ts", "x/a.ts", "x/y/a.ts"], ["a.js", "a.ts/b"]],
  ["src/**", ["src/a", "src/a/b"], ["src", "lib/src/a"]],
  ["src/**/a", ["src/a", "src/x/a", "src/x/y/a"], ["src/xa", "a"]],
  ["**/b/**/d", ["b/d", "a/b/c/d", "b/b/d"], ["b", "a/d", "d/b"]],
  ["**/**/a", ["a", "x/y/a"], ["b"]],
  ["a**b", ["ab", "aXb"], ["a/b"]],
  ["[abc].ts", ["a.ts", "c.ts"], ["d.ts", "ab.ts"]],
  ["[a-c]", ["b"], ["d", "-"]],
  ["[!a-c]", ["d", "A"], ["a", ""]],
  ["[^a]", ["b"], ["a"]],
  ["[]a]", ["]", "a"], ["b"]],
  ["[!]a]", ["b"], ["]", "a"]],
  ["[a-]", ["a", "-"], ["b"]],
  ["[a", ["[a"], ["a"]],
  ["[\\]]", ["]"], ["\\"]],
  ["*.{ts,js}", ["a.ts", "a.js"], ["a.css", "a.{ts,js}"]],
  ["{a,b}/{c,d}", ["a/c", "b/d"], ["a/b"]],
  ["{a,b{c,d}}", ["a", "bc", "bd"], ["b", "bcd"]],
  ["{,x}a", ["a", "xa"], ["x"]],
  ["{a/b,c}", ["a/b", "c"], ["a"]],
  ["{a", ["{a"], ["a"]],
  ["{a}", ["a"], ["{a}"]],
  ["\\*", ["*"], ["a"]],
  ["\\{a,b\\}", ["{a,b}"], ["a"]],
  ["a\\?", ["a?"], ["ab"]],
  ["./a/./b", ["a/b"], ["b"]],
  ["a.b+c(d)|$^", ["a.b+c(d)|$^"], ["aXb+c(d)|$^"]],
];

for (const [glob, yes, no] of ROWS) {
  test(glob, () => {
    const { matches } = compileGlob(glob);
    for (const path of yes) assert.equal(matches(path), true, `${glob} must match ${path}`);
    for (const path of no) assert.equal(matches(path), false, `${glob} must not match ${path}`);
  });
}

test("braces may be left alone, as ignore files do", () => {
  const { matches } = compileGlob("{a,b}", { hasBraces: false });
  assert.deepEqual([matches("a"), matches("{a,b}")], [false, true]);
});

test("the depth that a search must go to", () => {
  assert.deepEqual(
    ["*.ts", "a/b/*", "{a,b/c/d}", "**/a"].map((glob) => compileGlob(glob).maxDepth),
    [1, 3, 3, Number.POSITIVE_INFINITY],
  );
});

test("what would grow beyond bounds is refused", () => {
  assert.throws(() => compileGlob("{a,b}".repeat(9)), GlobError);
  assert.throws(() => compileGlob("x".repeat(5000)), GlobError);
});

test("no pattern is slow", () => {
  const { matches } = compileGlob(`${"*a".repeat(200)}b`);
  assert.equal(matches("a".repeat(5000)), false);
  const deep = compileGlob(`${"**/a/".repeat(200)}b`);
  assert.equal(deep.matches(`${"a/".repeat(2000)}c`), false);
});

test.run();
