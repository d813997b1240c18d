import * as assert from "uvu/assert";
import type { Message } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";
import { contextModule, memoryContext, PLAN, readySession, stubProvider } from "./session-fixture.ts";

const test = suite("views");

const call: Message = { role: "assistant", content: [{ type: "tool_call", id: "c1", name: "t", input: {} }] };
const late: Message = { role: "tool", tool_call_id: "c9", content: [] };
const provider = stubProvider("vendor");

test("the system instruction goes before every view, and is not in the history", async () => {
  const { session, coordinator } = await readySession({
    plan: { ...PLAN, instruction: "Be brief.", agents: { a: {} } },
  });
  const instruction = { role: "system", content: [{ type: "text", text: "Be brief." }] };
  assert.equal(await session.history.getMessagesForRequest({ provider }), [instruction]);
  assert.equal(await session.history.getMessages(), []);
  assert.equal(coordinator.plan.agents, { a: {} });
});

test("a broken tool-call sequence is mended in the view, with an event; the history stays", async () => {
  const fixture = await readySession({ stored: { messages: [call, late], turns: 1, lastSeq: 0 } });
  const view = await fixture.session.history.getMessagesForRequest({ provider });
  assert.equal(
    view.map(({ role, tool_call_id }) => [role, tool_call_id]),
    [
      ["assistant", undefined],
      ["tool", "c1"],
    ],
  );
  const [event] = fixture.dataOf("provider:tool_sequence_repaired");
  assert.equal([event?.provider, event?.repaired, event?.dropped], ["vendor", ["c1"], ["c9"]]);
  assert.equal(await fixture.session.history.getMessages(), [call, late]);
});

test("a view that is in order is not talked about", async () => {
  const fixture = await readySession();
  await fixture.session.history.getMessagesForRequest({ provider });
  assert.is(fixture.events.includes("provider:tool_sequence_repaired"), false);
});

test("what a context module may offer is passed on, and need not be there", async () => {
  const plain = await readySession();
  assert.equal(await plain.session.history.compact({ provider }), {});
  plain.session.history.noteUsage({ input_tokens: 1, output_tokens: 1 });
  const noted: number[] = [];
  const rich = {
    ...memoryContext(),
    compact: async () => ({ level: 2 }),
    noteUsage: ({ input_tokens }: { input_tokens: number }) => void noted.push(input_tokens),
  };
  const { session } = await readySession({ modules: [contextModule(rich)] });
  session.history.noteUsage({ input_tokens: 7, output_tokens: 1 });
  assert.equal([await session.history.compact({ provider }), noted], [{ level: 2 }, [7]]);
});

test.run();
