import * as assert from "uvu/assert";
import { lostResult, type Message, pairToolCalls } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";

const test = suite("pairing");

/** `u` and `s` are messages of the user and the system; `a:1,2` an answer that calls 1 and 2; `t:1` a result; `lost:1` a stand-in. */
function messages(line: string): Message[] {
  return line.split(" ").filter(Boolean).map(message);
}

function message(word: string): Message {
  const [kind = "", ids = ""] = word.split(":");
  if (kind === "lost") return lostResult(ids);
  if (kind === "t") return { role: "tool", tool_call_id: ids, content: [{ type: "text", text: `result ${ids}` }] };
  if (kind === "orphan") return { role: "tool", content: [] };
  if (kind !== "a") return { role: kind === "s" ? "system" : "user", content: [{ type: "text", text: word }] };
  const calls = ids.split(",").filter(Boolean);
  return { role: "assistant", content: calls.map((id) => ({ type: "tool_call", id, name: "t", input: {} })) };
}

const ROWS: readonly [what: string, history: string, paired: string, repaired: string, dropped: string][] = [
  ["nothing", "", "", "", ""],
  ["no calls", "u a u a", "u a u a", "", ""],
  ["in order", "u a:1 t:1 a", "u a:1 t:1 a", "", ""],
  ["in order, several", "u a:1,2 t:1 t:2 a:3 t:3 u", "u a:1,2 t:1 t:2 a:3 t:3 u", "", ""],
  ["results in the wrong order", "a:1,2 t:2 t:1", "a:1,2 t:1 t:2", "", ""],
  ["a result is missing at the end", "u a:1", "u a:1 lost:1", "1", ""],
  ["a result is missing in the middle", "a:1,2 t:2 u a", "a:1,2 lost:1 t:2 u a", "1", ""],
  ["all are missing", "a:1,2 u", "a:1,2 lost:1 lost:2 u", "1,2", ""],
  ["a result that nobody asked for", "u t:9 a", "u a", "", "9"],
  ["a result that came twice", "a:1 t:1 t:1 u", "a:1 t:1 u", "", "1"],
  ["a result without an id", "a orphan u", "a u", "", ""],
  ["a result after the next answer is too late", "a:1 u a t:1", "a:1 lost:1 u a", "1", "1"],
  ["a result before its call", "t:1 a:1", "a:1 lost:1", "1", "1"],
  ["an injection between call and result", "a:1 s t:1 u", "a:1 t:1 s u", "", ""],
  ["injections among results", "a:1,2 s t:2 u t:1", "a:1,2 t:1 t:2 s u", "", ""],
  ["an id that is used again in a later answer", "a:1 t:1 u a:1 t:1", "a:1 t:1 u a:1 t:1", "", ""],
  ["an id that is used twice in one answer", "a:1,1 t:1 t:1", "a:1,1 t:1 t:1", "", ""],
  ["an id that is used twice, with one result", "a:1,1 t:1", "a:1,1 t:1 lost:1", "1", ""],
];

for (const [what, history, paired, repaired, dropped] of ROWS) {
  test(`${what}: ${history || "-"}`, () => {
    const result = pairToolCalls(messages(history));
    assert.equal(result.messages, messages(paired));
    assert.is(result.repaired.join(), repaired);
    assert.is(result.dropped.join(), dropped);
  });
}

test("a stand-in says that it is one, and an error", () => {
  assert.equal(lostResult("c1", "gone"), {
    role: "tool",
    tool_call_id: "c1",
    content: [{ type: "text", text: "gone" }],
    metadata: { is_error: true, synthetic: true },
  });
  assert.match(JSON.stringify(lostResult("c1")), /interrupted before it finished\. It may have had effects/);
});

test.run();
