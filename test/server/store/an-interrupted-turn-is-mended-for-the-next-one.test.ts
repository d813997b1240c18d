import * as assert from "uvu/assert";
import { type ContentBlock, type Message, pairToolCalls, textOf } from "../../../kernel/index.ts";
import { type JournalRecord, JournalState } from "../../../server/store/journal-records.ts";
import { recover } from "../../../server/store/recovery.ts";
import { suite } from "../../support/suite.ts";

const test = suite("recovery");

const text = (value: string): ContentBlock[] => [{ type: "text", text: value }];
const message = (turn: number, value: Message): JournalRecord => ({ type: "message", turn, message: value });
const begin = (turn: number): JournalRecord => ({
  type: "turn_start",
  turn,
  turn_id: `t${turn}`,
  prompt: text(`prompt ${turn}`),
});
const user = (turn: number): JournalRecord => message(turn, { role: "user", content: text(`prompt ${turn}`) });
const answer = (turn: number, request_id: string, ...ids: string[]): JournalRecord =>
  message(turn, {
    role: "assistant",
    content: [
      ...text(`answer ${request_id}`),
      ...ids.map((id) => ({ type: "tool_call", id, name: "bash", input: {} }) as const),
    ],
    metadata: { request_id },
  });
const result = (turn: number, id: string): JournalRecord =>
  message(turn, { role: "tool", tool_call_id: id, content: text(`result ${id}`) });
const partial = (request_id: string, block_index: number, value: string, block_type = "text"): JournalRecord => ({
  type: "partial",
  turn: 1,
  request_id,
  block_index,
  block_type,
  text: value,
});
const output = (id: string, value: string): JournalRecord => ({
  type: "output",
  turn: 1,
  tool_call_id: id,
  text: value,
});
const end = (turn: number): JournalRecord => ({ type: "turn_end", turn, turn_id: `t${turn}`, last_seq: 3 });

interface Row {
  readonly what: string;
  readonly records: readonly JournalRecord[];
  readonly kinds: readonly string[];
  /** The texts of the messages that are added. */
  readonly adds: readonly (string | RegExp)[];
}

const ROWS: readonly Row[] = [
  { what: "nothing at all", records: [], kinds: [], adds: [] },
  { what: "a turn that ended", records: [begin(1), user(1), answer(1, "r"), end(1)], kinds: [], adds: [] },
  {
    what: "before the prompt was in the history",
    records: [begin(1)],
    kinds: ["lost-prompt", "unfinished-turn"],
    adds: ["prompt 1"],
  },
  { what: "before the answer began", records: [begin(1), user(1)], kinds: ["unfinished-turn"], adds: [] },
  {
    what: "in an answer",
    records: [begin(1), user(1), partial("r", 0, "Hal"), partial("r", 0, "f")],
    kinds: ["interrupted-answer", "unfinished-turn"],
    adds: ["Half"],
  },
  {
    what: "in the second block",
    records: [begin(1), user(1), partial("r", 0, "One."), partial("r", 2, "Two")],
    kinds: ["interrupted-answer", "unfinished-turn"],
    adds: ["One.Two"],
  },
  {
    what: "in a tool's input, of which nothing can be kept",
    records: [begin(1), user(1), partial("r", 0, '{"comm', "tool_call")],
    kinds: ["unfinished-turn"],
    adds: [],
  },
  {
    what: "behind an answer whose pieces are there too",
    records: [begin(1), user(1), partial("r", 0, "ans"), answer(1, "r")],
    kinds: ["unfinished-turn"],
    adds: [],
  },
  {
    what: "in a tool",
    records: [begin(1), user(1), answer(1, "r", "a"), output("a", "li"), output("a", "ne")],
    kinds: ["lost-result", "unfinished-turn"],
    adds: [/lost.*\nline$/],
  },
  {
    what: "in one of three tools",
    records: [begin(1), user(1), answer(1, "r", "a", "b", "c"), result(1, "a"), result(1, "c"), output("b", "x")],
    kinds: ["lost-result", "unfinished-turn"],
    adds: [/x$/],
  },
  {
    what: "in an answer behind a tool",
    records: [begin(1), user(1), answer(1, "r", "a"), result(1, "a"), partial("q", 0, "So")],
    kinds: ["interrupted-answer", "unfinished-turn"],
    adds: ["So"],
  },
  {
    what: "in the second turn",
    records: [begin(1), user(1), answer(1, "r"), end(1), begin(2)],
    kinds: ["lost-prompt", "unfinished-turn"],
    adds: ["prompt 2"],
  },
  {
    what: "with a last result missing although the turn ended",
    records: [begin(1), user(1), answer(1, "r", "a"), end(1)],
    kinds: ["lost-result"],
    adds: [/lost/],
  },
  {
    what: "with a result missing further back, which a view mends",
    records: [begin(1), user(1), answer(1, "r", "a"), answer(1, "q"), end(1)],
    kinds: [],
    adds: [],
  },
];

function stateOf(records: readonly JournalRecord[]): JournalState {
  const state = new JournalState();
  for (const record of records) state.apply(record);
  return state;
}

for (const { what, records, kinds, adds } of ROWS) {
  test(`${what}: ${kinds.join(", ") || "nothing is mended"}`, () => {
    const recovery = recover(stateOf(records));
    assert.equal(
      recovery.repairs.map((repair) => repair.kind),
      kinds,
    );
    const added = recovery.records.flatMap((record) =>
      record.type === "message" ? [textOf(record.message.content)] : [],
    );
    assert.is(added.length, adds.length);
    for (const [index, wanted] of adds.entries()) assert.match(added[index] ?? "", wanted);
    const mended = stateOf([...records, ...recovery.records]);
    assert.is(mended.openTurn, undefined);
    assert.equal(recover(mended), { records: [], repairs: [] }, "once is enough");
    assert.equal(pairToolCalls(mended.history).dropped, [], "nothing was added in vain");
  });
}

test("a kept answer is marked, and so is a prompt", () => {
  const half = recover(stateOf([begin(1), user(1), partial("r", 0, "Half")])).records[0];
  assert.equal(half?.type === "message" && half.message.metadata, { interrupted: true });
  const lost = recover(stateOf([begin(1)])).records[0];
  assert.equal(lost?.type === "message" && lost.message.metadata, { recovered: true });
});

test.run();
