import * as assert from "uvu/assert";
import { sourceFiles } from "../support/source-files.ts";
import { suite } from "../support/suite.ts";

const test = suite("tests");
const files = sourceFiles([".test.ts"], ["test"]);

test("each ends by running what it registered", () => {
  // A contract is a suite that is made elsewhere and runs itself.
  const silent = files.filter(({ text }) => !/^(test\.run\(|\w+Contract\()/m.test(text)).map(({ path }) => path);
  assert.equal(silent, []);
});

test("none sleeps", () => {
  const sleepers = files
    .filter(({ text }) => /setTimeout\(\s*(resolve|r|done)\b|timers\/promises/.test(text))
    .map(({ path }) => path);
  assert.equal(sleepers, []);
});

test("none is skipped or alone", () => {
  const marked = files.filter(({ text }) => /\b(test|suite)\.(only|skip)\(/.test(text)).map(({ path }) => path);
  assert.equal(marked, []);
});

test("each is named as a sentence", () => {
  const short = files.filter(({ path }) => (path.split("/").pop() ?? "").split("-").length < 3).map(({ path }) => path);
  assert.equal(short, []);
});

test.run();
