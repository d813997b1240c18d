import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { lastLoggedSeq, readEvents } from "../../../../server/store/files/event-log.ts";
import { linesBackwards, linesIn, linesOf } from "../../../../server/store/files/lines.ts";
import { suite } from "../../../support/suite.ts";
import { inTemporaryDirectory } from "../../../support/temporary-directory.ts";

const test = suite("lines and logs");

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const TEXTS = [
  "",
  "one",
  "one\n",
  "one\ntwo",
  "one\n\ntwo\n",
  "a \u2028 b \u2029 c \u0085 d\r\nnext",
  `${"ü🙂".repeat(40_000)}\n${"x".repeat(200_000)}\nlast\n`,
  Array.from({ length: 20_000 }, (_, index) => `line ${index} 🙂\n`).join(""),
  `${"y".repeat(65_535)}\n${"z".repeat(65_536)}\n`,
  `first\n${"w".repeat(300_000)}`,
  `${"ü🙂 line\n".repeat(100_000)}${"v".repeat(1_200_000)}\n\nend\nrest`,
];

for (const [index, text] of TEXTS.entries()) {
  test(`text ${index} has the same lines from either end, parted at line feeds alone`, async () => {
    await inTemporaryDirectory(async (directory) => {
      const path = join(directory, "file");
      await writeFile(path, text);
      const lines = text.split("\n");
      const backwards = (await collect(linesBackwards(path))).reverse();
      assert.ok(JSON.stringify(backwards) === JSON.stringify(text === "" ? [] : lines), "backwards");
      const whole = [...linesIn(Buffer.from(text))];
      assert.ok(JSON.stringify(whole) === JSON.stringify(lines.slice(0, -1)), "in memory");
      if (lines.at(-1) === "") lines.pop();
      assert.ok(JSON.stringify(await collect(linesOf(path))) === JSON.stringify(lines), "forwards");
    });
  });
}

const record = (seq: number, event = "tool:pre"): string =>
  `${JSON.stringify({ ts: "2026-01-01T00:00:00.000Z", seq, event, data: { seq } })}\n`;

test("a log that is rotated while it is read is read whole, as it was at the beginning", async () => {
  await inTemporaryDirectory(async (directory) => {
    const [current, first, second] = ["events.jsonl", "events.1.jsonl", "events.2.jsonl"].map((name) =>
      join(directory, name),
    ) as [string, string, string];
    await writeFile(first, `${record(1)}${record(2)}`);
    await writeFile(current, `${record(3)}${record(4)}`);
    const seen: number[] = [];
    for await (const { seq } of readEvents(directory, 0)) {
      seen.push(seq);
      if (seq !== 1) continue;
      await rename(first, second);
      await rename(current, first);
      await writeFile(current, record(5));
    }
    assert.equal(seen, [1, 2, 3, 4]);
  });
});

test("rotated files come first, the oldest first; what cannot be read is passed over", async () => {
  await inTemporaryDirectory(async (directory) => {
    await writeFile(join(directory, "events.10.jsonl"), record(1));
    await writeFile(join(directory, "events.2.jsonl"), `${record(2)}torn {"seq":\n\n${record(3)}`);
    await writeFile(join(directory, "events.1.jsonl"), `${record(4)}{"seq":"5"}\nnull\n`);
    await writeFile(join(directory, "events.jsonl"), `${record(5)}${record(6)}{"seq":7,"ts":"x","ev`);
    await writeFile(join(directory, "events.jsonl.bak"), record(99));
    await writeFile(join(directory, "myevents.jsonl"), record(99));
    assert.equal(
      (await collect(readEvents(directory, 0))).map(({ seq }) => seq),
      [1, 2, 3, 4, 5, 6],
    );
    assert.equal(
      (await collect(readEvents(directory, 4))).map(({ seq }) => seq),
      [5, 6],
    );
    assert.is(await lastLoggedSeq(directory), 6);
    const [first] = await collect(readEvents(directory, 0));
    assert.equal(first, { seq: 1, ts: "2026-01-01T00:00:00.000Z", event: "tool:pre", data: { seq: 1 } });
  });
});

test("just after a rotation the last number is in the file before", async () => {
  await inTemporaryDirectory(async (directory) => {
    await writeFile(join(directory, "events.1.jsonl"), record(41));
    await writeFile(join(directory, "events.jsonl"), "");
    assert.is(await lastLoggedSeq(directory), 41);
  });
});

test("no log, and no directory, is no event", async () => {
  await inTemporaryDirectory(async (directory) => {
    for (const place of [directory, join(directory, "none")]) {
      assert.equal(await collect(readEvents(place, 0)), []);
      assert.is(await lastLoggedSeq(place), 0);
    }
  });
});

test.run();
