import { dirname, join } from "node:path";
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { kernelFiles } from "./kernel-files.ts";

const test = suite("imports of the kernel");

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']/g;

for (const { path, text } of kernelFiles()) {
  test(path, () => {
    const specifiers = [...text.matchAll(IMPORT)].map(([, specifier = ""]) => specifier);
    const strangers = specifiers.filter((specifier) => {
      if (!specifier.startsWith(".")) return specifier !== "zod";
      return !join(dirname(path), specifier).startsWith("kernel/");
    });
    assert.equal(strangers, []);
  });
}

test("the search finds imports", () => {
  const all = kernelFiles().flatMap(({ text }) => [...text.matchAll(IMPORT)]);
  assert.is(all.length > 50, true);
});

test.run();
