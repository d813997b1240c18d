import * as assert from "uvu/assert";
import { didYouMean, nearest } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";

const test = suite("did you mean");

const KNOWN = ["allowed_paths", "timeout", "read_file"];

const ROWS: readonly [word: string, near: string | undefined][] = [
  ["allowed_path", "allowed_paths"],
  ["alowed_pahts", "allowed_paths"],
  ["TIMEOUT", "timeout"],
  ["readfile", "read_file"],
  ["", undefined],
  ["colour", undefined],
];

for (const [word, near] of ROWS) test(`${word || "nothing"}: ${near}`, () => assert.is(nearest(word, KNOWN), near));

test("the end of a sentence", () => {
  assert.is(didYouMean("timeot", KNOWN), "; did you mean timeout?");
  assert.is(didYouMean("colour", KNOWN), "");
  assert.is(didYouMean("timeout", []), "");
});

test.run();
