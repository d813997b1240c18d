import * as assert from "uvu/assert";
import { type Message, pairToolCalls, toolCallsOf } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";

const test = suite("pairing, for any history");

const SEEDS = 500;

/** A small generator with a seed (mulberry32), so that a failure can be seen again. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function anyHistory(seed: number): Message[] {
  const random = randomOf(seed);
  const id = (): string => `c${random(4)}`;
  return Array.from({ length: random(14) }, (): Message => {
    const kind = random(5);
    if (kind === 0) return { role: "user", content: [{ type: "text", text: "u" }] };
    if (kind === 1) return { role: "system", content: [{ type: "text", text: "s" }] };
    if (kind > 2) return { role: "tool", tool_call_id: id(), content: [{ type: "text", text: `r${random(100)}` }] };
    const calls = Array.from({ length: random(4) }, () => ({
      type: "tool_call" as const,
      id: id(),
      name: "t",
      input: {},
    }));
    return { role: "assistant", content: calls };
  });
}

/** A history whose answers are followed by their results, with other messages between. */
function orderlyHistory(seed: number): Message[] {
  const random = randomOf(seed);
  return Array.from({ length: random(6) }, (_, turn): Message[] => {
    const ids = Array.from({ length: random(4) }, (_unused, index) => `c${turn}-${index}`);
    const calls = ids.map((id) => ({ type: "tool_call" as const, id, name: "t", input: {} }));
    const results = ids.map((id): Message => ({ role: "tool", tool_call_id: id, content: [] }));
    return [{ role: "user", content: [] }, { role: "assistant", content: calls }, ...results];
  }).flat();
}

function isWellPaired(history: readonly Message[]): boolean {
  let awaited: string[] = [];
  for (const message of history) {
    if (message.role === "tool") {
      if (message.tool_call_id !== awaited.shift()) return false;
    } else if (awaited.length > 0) return false;
    else if (message.role === "assistant") awaited = toolCallsOf(message.content).map(({ id }) => id);
  }
  return awaited.length === 0;
}

test("the outcome is always well paired", () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    assert.is(isWellPaired(pairToolCalls(anyHistory(seed)).messages), true, `seed ${seed}`);
  }
});

test("the generator makes histories that are not", () => {
  const bad = Array.from({ length: SEEDS }, (_, seed) => anyHistory(seed + 1)).filter(
    (history) => !isWellPaired(history),
  );
  assert.is(bad.length > SEEDS / 2, true);
});

test("what is paired stays as it is", () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { messages } = pairToolCalls(anyHistory(seed));
    assert.equal(pairToolCalls(messages), { messages, repaired: [], dropped: [] }, `seed ${seed}`);
  }
});

test("a history that is in order comes back unchanged, message by message", () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const history = orderlyHistory(seed);
    const { messages, repaired, dropped } = pairToolCalls(history);
    assert.is(messages.length, history.length, `seed ${seed}`);
    assert.is(
      messages.every((message, index) => message === history[index]),
      true,
      `seed ${seed}`,
    );
    assert.equal([repaired, dropped], [[], []]);
  }
});

test("nothing is lost but results, and nothing is added but stand-ins", () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const history = anyHistory(seed);
    const { messages, repaired, dropped } = pairToolCalls(history);
    const others = (list: readonly Message[]) => list.filter(({ role }) => role !== "tool");
    assert.equal(others(messages), others(history), `seed ${seed}`);
    assert.is(messages.length, history.length + repaired.length - dropped.length, `seed ${seed}`);
  }
});

test.run();
