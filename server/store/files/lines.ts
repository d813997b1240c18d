/** Lines of a file that end with a line feed and nothing else: JSON may hold U+2028, which `readline` takes for an end. */
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

const LINE_FEED = 0x0a;

/** Every line without its line feed; what stands behind the last line feed is the last one. A file that is open stays so. */
export async function* linesOf(file: string | FileHandle): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  const chunks =
    typeof file === "string" ? createReadStream(file) : file.createReadStream({ start: 0, autoClose: false });
  for await (const chunk of chunks as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      yield Buffer.concat([...rest, chunk.subarray(start, end)]).toString("utf8");
      rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
  if (rest.length > 0) yield Buffer.concat(rest).toString("utf8");
}

/** Of lines that become text together, which is quicker than one by one; all together may be more than one text can hold. */
const BLOCK_BYTES = 1024 * 1024;

/** The lines that end with a line feed; what stands behind the last one is left out. */
export function* linesIn(content: Buffer): Generator<string> {
  const wholeBytes = content.lastIndexOf(LINE_FEED) + 1;
  for (let start = 0; start < wholeBytes; ) {
    const last = content.lastIndexOf(LINE_FEED, start + BLOCK_BYTES);
    const end = last < start ? content.indexOf(LINE_FEED, start) : last;
    yield* content.toString("utf8", start, end).split("\n");
    start = end + 1;
  }
}

const FIRST_TAIL_BYTES = 64 * 1024;

/** The lines of a file from the last one backwards, read from its end: what is wanted is usually near. */
export async function* linesBackwards(path: string): AsyncGenerator<string> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    let seen = 0;
    for (let length = FIRST_TAIL_BYTES; seen < size; length *= 2) {
      const from = Math.max(0, size - length);
      const tail = Buffer.alloc(size - from);
      await handle.read(tail, 0, tail.length, from);
      const firstWhole = from === 0 ? 0 : tail.indexOf(LINE_FEED) + 1;
      const end = tail.length - seen;
      if (from > 0 && (firstWhole === 0 || firstWhole >= end)) continue;
      // The line feed before what was seen ends the last line of what is new.
      const fresh = tail.subarray(firstWhole, seen === 0 ? end : end - 1).toString("utf8");
      yield* fresh.split("\n").reverse();
      seen = tail.length - firstWhole;
      if (from === 0) return;
    }
  } finally {
    await handle.close();
  }
}
