import * as assert from "uvu/assert";
import { TurnBook, type TurnReply } from "../../../server/session/turn-book.ts";
import type { StoredTurn } from "../../../server/store/journal-records.ts";
import { suite } from "../../support/suite.ts";

const test = suite("turn book");
const usage = { input_tokens: 1, output_tokens: 2 };
const prompt = (text: string) => [{ type: "text", text }] as const;
const replyOf = (turnId: string): TurnReply => ({ turnId, text: "Done.", stopReason: "end_turn", usage });

function stored(turnId: string, end?: "result" | "error"): StoredTurn {
  const common = { type: "turn_end", turn: 1, turn_id: turnId, last_seq: 1 } as const;
  const ended =
    end === "result"
      ? { ...common, result: { text: "Done.", stop_reason: "end_turn", usage, structured: null } }
      : { ...common, error: { kind: "x", message: "y" } };
  return { turn: 1, turnId, prompt: prompt("Go."), ...(end !== undefined && { end: ended as never }) };
}

test("a stored turn that came to a result answers it; one that failed or was interrupted may run again", async () => {
  const book = new TurnBook([stored("good", "result"), stored("failed", "error"), stored("cut")]);
  assert.equal(await book.find("good", prompt("Go.")), { ...replyOf("good"), structured: null });
  assert.is(book.find("good", prompt("Stop.")), "other-prompt");
  assert.is(book.find("failed", prompt("Go.")), undefined);
  assert.is(book.find("cut", prompt("Go.")), undefined);
  assert.is(book.find("__proto__", prompt("Go.")), undefined);
});

test("a running turn is joined; when it fails, its id is free again", async () => {
  const book = new TurnBook([]);
  let fail = (_error: Error): void => {};
  const reply = new Promise<TurnReply>((_, reject) => {
    fail = reject;
  });
  book.add("t", prompt("Go."), reply);
  assert.is(book.find("t", prompt("Go.")), reply);
  assert.is(book.find("t", prompt("Stop.")), "other-prompt");
  fail(new Error("no"));
  await reply.catch(() => {});
  await new Promise((resolve) => setImmediate(resolve));
  assert.is(book.find("t", prompt("Stop.")), undefined);
});

test("a turn that failed late does not take away the one that follows it", async () => {
  const book = new TurnBook([]);
  const failing = Promise.reject<TurnReply>(new Error("no"));
  book.add("t", prompt("Go."), failing);
  const next = Promise.resolve(replyOf("t"));
  book.add("t", prompt("Go."), next);
  await failing.catch(() => {});
  await new Promise((resolve) => setImmediate(resolve));
  assert.is(book.find("t", prompt("Go.")), next);
});

test.run();
