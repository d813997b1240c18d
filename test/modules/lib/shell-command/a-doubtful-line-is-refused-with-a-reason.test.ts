import * as assert from "uvu/assert";
import { parseShellCommand } from "../../../../modules/lib/shell-command/index.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("refused lines");

const ROWS: readonly [line: string, reason: string][] = [
  ["a\0b", "control character"],
  ["a\u0007", "control character"],
  ["a\u0085b", "control character"],
  ["a\r\nb", "carriage return"],
  ["a\u00a0b", "space"],
  ["a\u2028b", "space"],
  ["a\u3000b", "space"],
  ["a\u200bb", "invisible"],
  ["a\ufeffb", "invisible"],
  ["a\u202eb", "invisible"],
  ["a\u{e0061}", "invisible"],
  ["a \u2019b\u2019", "quote"],
  ["a\uff1bb", "look-alike"],
  ["a\ud800", "surrogate"],
  ["a 'b", "error"],
  ['a "b', "error"],
  ["a $(b", "error"],
  ["a )", "error"],
  ["a &&& b", "error"],
  ["if a", "error"],
  ["cat <<E\na", "here-document"],
  ["a !(b)", "extended glob"],
  ["alias a=b", "alias"],
  ["unalias a", "alias"],
  ["shopt -s extglob", "shopt"],
  ["coproc a", "coproc"],
  ["a;".repeat(2000), "1000 commands"],
  ["a".repeat(70_000), "65536"],
  [`${"$(".repeat(150)}a${")".repeat(150)}`, "deep"],
  ["env ".repeat(30).concat("a"), "deep"],
];

for (const [line, reason] of ROWS) {
  test(`${JSON.stringify(line).slice(0, 40)}: ${reason}`, () => {
    const parsed = parseShellCommand(line);
    assert.not.ok(parsed.ok);
    if (!parsed.ok) assert.match(parsed.reason, reason);
  });
}

/** The parser is given the worst that fits: it must end, whatever it answers. */
const PIECES = [
  "$(",
  "`",
  "((",
  "$((",
  "{",
  '"$(',
  "${x:-",
  "<(",
  "[[ ",
  "if ",
  "x() ",
  "a[",
  "{a,",
  "<<E\n",
  "'",
  "(",
  "! ",
  "$[",
  "a=(",
  "$(ls)",
  "a|",
  "cat <<E\na\nE\n",
  "${x} ",
  "bash -c ",
  "[",
  "][",
];
for (const piece of PIECES) {
  test(`60,000 characters of ${JSON.stringify(piece)} come to an end`, () => {
    assert.type(parseShellCommand(piece.repeat(60_000 / piece.length)).ok, "boolean");
  });
}

test.run();
