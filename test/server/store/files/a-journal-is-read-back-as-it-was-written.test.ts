import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { JournalFile, readJournal } from "../../../../server/store/files/journal-file.ts";
import type { JournalRecord } from "../../../../server/store/journal-records.ts";
import { StoreError } from "../../../../server/store/store-error.ts";
import { suite } from "../../../support/suite.ts";
import { inTemporaryDirectory } from "../../../support/temporary-directory.ts";

const test = suite("journal");
const TEXT = "line\nbreak \u2028 separator \u0000 nul 🙂 \ud800 half";
const prompt = [{ type: "text", text: TEXT }] as const;

const RECORDS: readonly JournalRecord[] = [
  { type: "journal", version: 1, session_id: "s" },
  { type: "turn_start", turn: 1, turn_id: "t", prompt },
  { type: "message", turn: 1, message: { role: "user", content: prompt } },
  { type: "partial", turn: 1, request_id: "r", block_index: 0, block_type: "text", text: "Hal" },
  { type: "message", turn: 1, message: { role: "assistant", content: [{ type: "text", text: "Half." }] } },
  {
    type: "turn_end",
    turn: 1,
    turn_id: "t",
    last_seq: 9,
    result: { text: "Half.", stop_reason: "end_turn", usage: { input_tokens: 1, output_tokens: 2 } },
  },
];

async function withJournal(body: (path: string) => Promise<void>): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const path = join(directory, "journal.jsonl");
    const file = await JournalFile.open(path, { wholeBytes: 0, policy: "always" });
    for (const record of RECORDS) file.write(record);
    await file.syncRecord();
    await file.close();
    await body(path);
  });
}

test("whatever text a message has, each record is one line, and comes back", async () => {
  await withJournal(async (path) => {
    const lines = (await readFile(path, "utf8")).split("\n");
    assert.is(lines.length, RECORDS.length + 1);
    const { state, repairs } = await readJournal(path);
    assert.equal(repairs, []);
    assert.equal(state.history[0], { role: "user", content: prompt });
    assert.equal(
      state.messages.map(({ seq, turn }) => [seq, turn]),
      [
        [1, 1],
        [2, 1],
      ],
    );
    assert.equal(
      { lastSeq: state.lastSeq, open: state.openTurn, last: state.lastTurn },
      { lastSeq: 9, open: undefined, last: 1 },
    );
    assert.equal(state.partials, []);
  });
});

test("a torn line is cut off before the next one is written", async () => {
  await withJournal(async (path) => {
    await appendFile(path, Buffer.from('{"type":"message","turn":2,"text":"🙂').subarray(0, -2));
    const { repairs, wholeBytes } = await readJournal(path);
    assert.equal(
      repairs.map(({ kind, line }) => ({ kind, line })),
      [{ kind: "torn-line", line: RECORDS.length + 1 }],
    );
    const file = await JournalFile.open(path, { wholeBytes, policy: "turn" });
    file.write({ type: "clear" });
    await file.sync();
    await file.close();
    const again = await readJournal(path);
    assert.equal(again.repairs, []);
    assert.equal(again.state.history, []);
    assert.is(again.state.lastTurn, 1);
  });
});

test("a number of a message is never used again, after a clear neither", async () => {
  await withJournal(async (path) => {
    const { wholeBytes } = await readJournal(path);
    const file = await JournalFile.open(path, { wholeBytes, policy: "off" });
    file.write({ type: "clear" });
    file.write({ type: "message", turn: 2, message: { role: "user", content: prompt } });
    await file.close();
    assert.equal(
      (await readJournal(path)).state.messages.map(({ seq }) => seq),
      [3],
    );
  });
});

const STRANGE_LINES = [
  "not JSON",
  "null",
  "7",
  "[]",
  '{"type":"message"}',
  '{"type":"__proto__"}',
  '{"type":"unknown","turn":1}',
  '{"turn":1}',
];

test("lines that are no records cost themselves alone, and each is told by its number; blank ones are nothing", async () => {
  await withJournal(async (path) => {
    await appendFile(path, `\n${STRANGE_LINES.join("\n")}\n \n`);
    const { state, repairs } = await readJournal(path);
    assert.equal(
      repairs.map(({ kind, line }) => ({ kind, line })),
      STRANGE_LINES.map((_, index) => ({ kind: "corrupt-line", line: RECORDS.length + 2 + index })),
    );
    assert.is(state.messages.length, 2);
  });
});

test("no file is a repair, a newer version and what is no file are errors", async () => {
  await inTemporaryDirectory(async (directory) => {
    const path = join(directory, "journal.jsonl");
    assert.equal(
      (await readJournal(path)).repairs.map(({ kind }) => kind),
      ["journal-missing"],
    );
    await writeFile(path, '{"type":"journal","version":2,"session_id":"s"}\n');
    await mkdir(join(directory, "folder"));
    for (const unreadable of [path, join(directory, "folder")]) {
      const error = await readJournal(unreadable).catch((thrown: unknown) => thrown);
      assert.instance(error, StoreError);
      assert.is((error as StoreError).kind, "session-unreadable");
    }
  });
});

test("closing twice closes no other file", async () => {
  await withJournal(async (path) => {
    const first = await JournalFile.open(path, { wholeBytes: 0, policy: "off" });
    await first.close();
    const second = await JournalFile.open(path, { wholeBytes: 0, policy: "off" });
    await first.close();
    second.write({ type: "clear" });
    await second.close();
    assert.match(await readFile(path, "utf8"), "clear");
  });
});

test.run();
