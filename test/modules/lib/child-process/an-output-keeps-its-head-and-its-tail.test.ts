import assert from "node:assert/strict";
import { BoundedOutput } from "../../../../modules/lib/child-process/index.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("an output keeps its head and its tail");

function textOf(maxBytes: number, content: string, chunkBytes: number): string {
  const output = new BoundedOutput(maxBytes);
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += chunkBytes) output.push(bytes.subarray(at, at + chunkBytes));
  return output.text();
}

test("up to the limit nothing is lost, in whatever pieces it comes", () => {
  const content = Array.from({ length: 100 }, (_, index) => String(index % 10)).join("");
  for (let chunk = 1; chunk <= 100; chunk += 7) assert.equal(textOf(100, content, chunk), content);
});

test("beyond it, 40 % from each end stay, and a line tells what is missing", () => {
  const content = `${"a".repeat(40)}${"b".repeat(500)}${"c".repeat(40)}`;
  for (const chunk of [1, 3, 60, 1000]) {
    const mark = "\n[... 500 of 580 bytes left out ...]\n";
    assert.equal(textOf(100, content, chunk), `${"a".repeat(40)}${mark}${"c".repeat(40)}`, `${chunk} at a time`);
  }
});

test("no character is cut in two", () => {
  for (const character of ["ä", "€", "😀"]) {
    for (let shift = 0; shift < 4; shift++) {
      const text = textOf(100, "x".repeat(shift) + character.repeat(200), 7);
      assert.equal(text.includes("\uFFFD"), false, `${character} shifted by ${shift}`);
      assert.match(text, /^x*\D+\n\[\.\.\. \d+ of \d+ bytes left out \.\.\.\]\n\D+$/u);
    }
  }
});

test("the count of what is missing is exact", () => {
  const content = "€".repeat(300);
  const text = textOf(100, content, 11);
  const [, missing] = /\[\.\.\. (\d+) of 900/.exec(text) ?? [];
  const kept = text.replace(/\n\[.*\]\n/, "");
  assert.equal(Buffer.byteLength(kept) + Number(missing), 900);
});

test("what was taken does not come again", () => {
  const output = new BoundedOutput(10);
  output.push(Buffer.from("abc"));
  assert.equal(output.take(), "abc");
  output.push(Buffer.from("d".repeat(50)));
  assert.equal(output.isTruncated, true);
  assert.match(output.take(), /^dddd\n.*42 of 50.*\ndddd$/);
  assert.deepEqual([output.isTruncated, output.take()], [false, ""]);
});

test.run();
