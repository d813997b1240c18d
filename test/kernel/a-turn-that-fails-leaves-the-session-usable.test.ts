import * as assert from "uvu/assert";
import type { ExecuteOptions, TurnInput } from "../../kernel/index.ts";
import { MemoryJournal } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";
import { answer, codeOf, PROMPT, readySession, type SessionParts } from "./session-fixture.ts";

const test = suite("failed turns");

class FullDisk extends MemoryJournal {
  isFull = true;

  override async append(message: Parameters<MemoryJournal["append"]>[0]): Promise<void> {
    if (this.isFull) throw new Error("no space left");
    await super.append(message);
  }
}

const remember = async ({ context, prompt }: TurnInput) => {
  await context.addMessage({ role: "user", content: prompt });
  return answer("done")();
};

const ROWS: readonly [what: string, parts: SessionParts, options: ExecuteOptions, error: string][] = [
  ["the journal fails", { journal: new FullDisk(), run: remember }, {}, "journal-failed"],
  ["the orchestrator throws", { run: () => Promise.reject(new Error("boom")) }, {}, "Error: boom"],
  ["what the turn begins with fails", {}, { onBegin: () => Promise.reject(new Error("no lock")) }, "Error: no lock"],
];

for (const [what, parts, options, error] of ROWS) {
  test(`${what}: the turn fails, and the session is ready again`, async () => {
    const { session } = await readySession(parts);
    assert.is(await codeOf(session.execute(PROMPT, options)), error);
    assert.is(session.state, "ready");
    assert.is(await codeOf(session.execute(PROMPT, options)), error, "not busy");
  });
}

test("once the journal works again, so does the session", async () => {
  const journal = new FullDisk();
  const { session } = await readySession({ journal, run: remember });
  await codeOf(session.execute(PROMPT));
  assert.equal(await session.history.getMessages(), [], "what was not journalled is not used");
  journal.isFull = false;
  assert.is((await session.execute(PROMPT)).text, "done");
  assert.equal(journal.messages, await session.history.getMessages());
});

test("onBegin hears the number of the turn before anything else happens in it", async () => {
  const fixture = await readySession();
  const began: [number, string[]][] = [];
  const onBegin = async (turn: number) => void began.push([turn, fixture.events.slice(1)]);
  await fixture.session.execute(PROMPT, { onBegin });
  assert.equal(began, [[1, []]]);
});

test.run();
