/** The framing of the client: LF ends a line, whatever the pieces in which the bytes come. */
import { equal, throws } from "uvu/assert";
import { LineSplitter } from "../../../clients/node/line-splitter.ts";
import { suite } from "../../support/suite.ts";

const test = suite("LineSplitter");

const CASES: readonly [string, string, string[]][] = [
  ["two lines", "a\nb\n", ["a", "b"]],
  ["an open one", "a\nb", ["a"]],
  ["empty ones", "\n\na\n\n", ["a"]],
  ["U+2028, U+0085 and CR are text", "a\u2028b\u0085c\rd\n", ["a\u2028b\u0085c\rd"]],
  ["characters of many bytes", "grüße 🙂\n漢字\n", ["grüße 🙂", "漢字"]],
];

for (const [title, text, expected] of CASES) {
  for (const size of [1, 2, 3, 1000]) {
    test(`${title}, in pieces of ${size}`, () => {
      const lines: string[] = [];
      const splitter = new LineSplitter(1000);
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += size) {
        splitter.push(bytes.subarray(at, at + size), (line) => lines.push(line.toString("utf8")));
      }
      equal(lines, expected);
    });
  }
}

test("a line that is too long is refused before its end has come", () => {
  const splitter = new LineSplitter(10);
  splitter.push(Buffer.from("12345678\n123456789"), () => {});
  throws(() => splitter.push(Buffer.from("01"), () => {}), /longer than 10 bytes/);
});

test.run();
