import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { kernelFiles } from "./kernel-files.ts";

const test = suite("size of the kernel");

const MAX_LINES = 2000;
const MAX_COLUMNS = 120;

test(`it has fewer than ${MAX_LINES} lines, blank ones and comments included`, () => {
  const lines = kernelFiles().reduce((sum, { text }) => sum + text.split("\n").length - 1, 0);
  assert.is(lines < MAX_LINES, true, `it has ${lines}`);
  assert.is(lines > 1000, true, "all of it was counted");
});

test(`no line is wider than ${MAX_COLUMNS} columns`, () => {
  for (const { path, text } of kernelFiles()) {
    for (const line of text.split("\n")) assert.is([...line].length <= MAX_COLUMNS, true, `${path}: ${line}`);
  }
});

test.run();
