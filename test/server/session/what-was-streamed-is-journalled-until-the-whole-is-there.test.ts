import * as assert from "uvu/assert";
import type { JsonObject, Message, Observation } from "../../../kernel/index.ts";
import { StreamRecorder } from "../../../server/session/stream-recorder.ts";
import type { JournalRecord } from "../../../server/store/journal-records.ts";
import { until } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";

const test = suite("stream recorder");

function fixture(append?: () => Promise<void>) {
  const records: JournalRecord[] = [];
  const reports: string[] = [];
  const recorder = new StreamRecorder({
    append: append ?? (async (record) => void records.push(record)),
    turn: () => 3,
    report: (line) => void reports.push(line),
  });
  const observe = (event: string, data: JsonObject): void =>
    recorder.observe({ event, data, seq: 1, ts: 0, ephemeral: true } satisfies Observation);
  const delta = (text: string, request_id = "r", block_index = 0): void =>
    observe("content_block:delta", { request_id, block_index, block_type: "text", delta: text });
  const output = (text: string, tool_call_id = "t"): void =>
    observe("tool:output", { tool_call_id, stream: "stdout", text });
  /** More than is held back: everything is written at once. */
  const flush = (): void => output("x".repeat(65_537), "flush");
  return { recorder, records, reports, observe, delta, output, flush };
}

const answer = (request_id: string): Message => ({ role: "assistant", content: [], metadata: { request_id } });
const written = (records: readonly JournalRecord[]): unknown[] =>
  records.flatMap((record) => ("text" in record && !record.text.startsWith("xx") ? [record.text] : []));

test("pieces of a block join to one record, of another one to another", async () => {
  const { records, delta, output, flush } = fixture();
  delta("Hel");
  delta("lo", "r", 1);
  delta("p", "r", 0);
  output("out");
  output("put");
  flush();
  await until(() => records.length === 4);
  assert.equal(records[0], {
    type: "partial",
    turn: 3,
    request_id: "r",
    block_index: 0,
    block_type: "text",
    text: "Help",
  });
  assert.equal(records[2], { type: "output", turn: 3, tool_call_id: "t", text: "output" });
});

test("without more to come it is written by itself, soon", async () => {
  const { records, delta } = fixture();
  await new Promise<void>((resolve) => {
    records.push = (...added) => {
      resolve();
      return Array.prototype.push.apply(records, added);
    };
    delta("Hello");
  });
  assert.equal(written(records), ["Hello"]);
});

test("what belongs to a message that is whole is not written any more", async () => {
  const { recorder, records, delta, output, flush } = fixture();
  delta("one", "r1");
  delta("two", "r2");
  output("three", "t1");
  output("four", "t2");
  recorder.supersede(answer("r1"));
  recorder.supersede({ role: "tool", tool_call_id: "t1", content: [] });
  recorder.supersede({ role: "user", content: [] });
  flush();
  await until(() => records.length === 3);
  assert.equal(written(records), ["two", "four"]);
});

test("the end of a turn forgets what was not written", async () => {
  const { recorder, records, delta, flush } = fixture();
  delta("late");
  recorder.reset();
  flush();
  await until(() => records.length === 1);
  assert.equal(written(records), []);
});

test("of one tool's output a bounded part is kept, and a new turn begins anew", async () => {
  const { recorder, records, output } = fixture();
  const piece = "y".repeat(70_000);
  for (let count = 0; count < 10; count += 1) output(piece);
  await until(() => records.length === 3);
  recorder.reset();
  output(piece);
  await until(() => records.length === 4);
});

test("other events are nothing to it, and a journal that fails is reported and ends no turn", async () => {
  const { observe, delta, flush, reports } = fixture(async () => {
    throw new Error("the disk is full");
  });
  observe("thinking:delta", { request_id: "r", block_index: 0, delta: "hm" });
  delta("lost");
  flush();
  await until(() => reports.length === 1);
  assert.match(reports[0] ?? "", "the disk is full");
});

test.run();
