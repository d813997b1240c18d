/** What stands around and inside the lines of the newline-delimited framing. */
import * as assert from "uvu/assert";
import { DetectingDecoder } from "../../../server/transport/index.ts";
import { suite } from "../../support/suite.ts";

const test = suite("a line ends at its line feed and nowhere else");

interface Row {
  readonly name: string;
  readonly text: string;
  /** Values, or the word `fault`. */
  readonly incoming: readonly unknown[];
}

const ROWS: readonly Row[] = [
  { name: "CR in front of LF", text: '{"a":1}\r\n{"b":2}\r\n', incoming: [{ a: 1 }, { b: 2 }] },
  { name: "blank lines", text: '\n\r\n  \t\n{"a":1}\n\n\n[2]\n\r\n', incoming: [{ a: 1 }, [2]] },
  { name: "blanks around", text: '  {"a":1} \t\n', incoming: [{ a: 1 }] },
  { name: "a byte order mark", text: '\ufeff{"a":1}\n{"b":2}\n', incoming: [{ a: 1 }, { b: 2 }] },
  { name: "separators of other readers", text: '{"a":"\u2028\u2029\u0085\u000b"}\n', incoming: ["fault"] },
  {
    name: "separators that JSON lets stand",
    text: '{"a":"\u2028\u2029\u0085"}\n',
    incoming: [{ a: "\u2028\u2029\u0085" }],
  },
  { name: "a last line without an end", text: '{"a":1}\n{"b":2}', incoming: [{ a: 1 }, { b: 2 }] },
  { name: "a last line that is not whole", text: '{"a":1}\n{"b":', incoming: [{ a: 1 }, "fault"] },
  {
    name: "a broken line between good ones",
    text: '{"a":1}\nnonsense\n{"b":2}\n',
    incoming: [{ a: 1 }, "fault", { b: 2 }],
  },
  { name: "two texts in one line", text: '{"a":1}{"b":2}\n{"c":3}\n', incoming: ["fault", { c: 3 }] },
  { name: "a text over two lines", text: '{"a":\n1}\n{"c":3}\n', incoming: ["fault", "fault", { c: 3 }] },
  {
    name: "headers in between",
    text: '{"a":1}\nContent-Length: 7\r\n\r\n{"b":2}\n',
    incoming: [{ a: 1 }, "fault", { b: 2 }],
  },
];

for (const { name, text, incoming } of ROWS) {
  test(name, () => assert.equal(decode([Buffer.from(text)]), incoming));
  test(`${name}, one byte a chunk`, () => {
    const bytes = Buffer.from(text);
    assert.equal(decode(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))), incoming);
  });
}

function decode(chunks: readonly Buffer[]): unknown[] {
  const decoder = new DetectingDecoder({ maxFrameBytes: 1024, maxDepth: 16 }, "auto");
  const found: unknown[] = [];
  const take = (incoming: ReturnType<typeof decoder.next>): boolean => {
    if (incoming !== undefined) found.push("fault" in incoming ? "fault" : incoming.value);
    return incoming !== undefined;
  };
  for (const chunk of chunks) {
    decoder.push(chunk);
    while (take(decoder.next()));
  }
  take(decoder.end());
  return found;
}

test.run();
