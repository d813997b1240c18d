import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { answer, codeOf, gate, PROMPT, readySession } from "./session-fixture.ts";

const test = suite("one turn at a time");

test("a second execute while one runs is an error of its own, and disturbs nothing", async () => {
  const turn = gate();
  const { session } = await readySession({
    run: async () => {
      await turn.promise;
      return answer("first")();
    },
  });
  const first = session.execute(PROMPT);
  assert.is(await codeOf(session.execute(PROMPT)), "session-busy");
  turn.open();
  assert.is((await first).text, "first");
  assert.is((await session.execute(PROMPT)).turn, 2, "what was refused is not a turn");
});

test("turns count on from those that were stored", async () => {
  const { session } = await readySession({ stored: { messages: [], turns: 4, lastSeq: 9 } });
  assert.is(session.turns, 4);
  assert.is((await session.execute(PROMPT)).turn, 5);
});

test.run();
