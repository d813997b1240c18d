import * as assert from "uvu/assert";
import type { Context, Journal, Message } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";
import { codeOf, contextModule, memoryContext, readySession } from "./session-fixture.ts";

const test = suite("journal and context");

const say = (text: string): Message => ({ role: "user", content: [{ type: "text", text }] });

async function recorded(isBroken = false) {
  const log: string[] = [];
  const note = async (line: string): Promise<void> => {
    if (isBroken && line.startsWith("journal")) throw new Error("disk full");
    log.push(line);
  };
  const journal: Journal = { append: () => note("journal append"), clear: () => note("journal clear") };
  const inner = memoryContext();
  const context: Context = {
    ...inner,
    addMessage: async (message) => {
      await note("context add");
      await inner.addMessage(message);
    },
    setMessages: async (messages) => {
      await note("context set");
      await inner.setMessages(messages);
    },
    clear: () => note("context clear"),
  };
  const { session } = await readySession({ journal, modules: [contextModule(context)] });
  return { log, history: session.history };
}

test("a message, a new history, an empty one: the journal has it before the context module", async () => {
  const { log, history } = await recorded();
  await history.addMessage(say("a"));
  await history.setMessages([say("b"), say("c")]);
  await history.clear();
  assert.equal(log, [
    "journal append",
    "context add",
    "journal clear",
    "journal append",
    "journal append",
    "context set",
    "journal clear",
    "context clear",
  ]);
});

const CHANGES: readonly [what: string, change: (history: Context) => Promise<void>][] = [
  ["addMessage", (history) => history.addMessage(say("a"))],
  ["setMessages", (history) => history.setMessages([say("a")])],
  ["clear", (history) => history.clear()],
];

for (const [what, change] of CHANGES) {
  test(`${what}: what cannot be journalled does not reach the context`, async () => {
    const { log, history } = await recorded(true);
    assert.is(await codeOf(change(history)), "journal-failed");
    assert.equal(log, []);
    assert.equal(await history.getMessages(), []);
  });
}

test("the error says why", async () => {
  const { history } = await recorded(true);
  const message = await history.addMessage(say("a")).catch((error: Error) => error.message);
  assert.is(message, "The message could not be journalled: disk full");
});

test.run();
