import assert from "node:assert/strict";
import { textOf, type Usage } from "../../../../kernel/index.ts";
import { suite } from "../../../support/suite.ts";
import { echo, turnFixture } from "./turn-fixture.ts";

const test = suite("the limit of iterations");

const CALLING = { toolCalls: [{ name: "echo", input: { text: "x" } }] };

test("at the limit the model is told, and asked once more without tools", async () => {
  const fixture = await turnFixture([CALLING, CALLING, "all I know"], { tools: [echo], config: { max_iterations: 2 } });
  const outcome = await fixture.execute();
  assert.deepEqual([outcome.text, outcome.stopReason], ["all I know", "max_iterations"]);
  assert.deepEqual(
    fixture.provider.requests.map((request) => request.tools.length),
    [1, 1, 0],
  );
  const reminder = fixture.provider.requests[2]?.messages.at(-1);
  assert.match(textOf(reminder?.content ?? []), /limit of steps/);
  assert.ok((await fixture.history()).every((message) => !textOf(message.content).includes("limit of steps")));
});

test("its count says nothing of requests that have them, so the context does not hear of it", async () => {
  const noted: number[] = [];
  const usage = (input_tokens: number): { usage: Usage } => ({ usage: { input_tokens, output_tokens: 1 } });
  const fixture = await turnFixture(
    [
      { ...CALLING, ...usage(500) },
      { text: "all I know", ...usage(100) },
    ],
    {
      tools: [echo],
      config: { max_iterations: 1 },
      wrapContext: (context) => ({
        addMessage: (message) => context.addMessage(message),
        getMessages: () => context.getMessages(),
        setMessages: (messages) => context.setMessages(messages),
        clear: () => context.clear(),
        getMessagesForRequest: (request) => context.getMessagesForRequest(request),
        noteUsage: ({ input_tokens }) => void noted.push(input_tokens),
      }),
    },
  );
  await fixture.execute();
  assert.deepEqual(noted, [500]);
});

const LIMITS = [
  { name: "the turn's own limit wins over the config", config: { max_iterations: 5 }, maxIterations: 1, requests: 2 },
  { name: "-1 means the ceiling, which nothing goes over", config: { max_iterations: -1 }, requests: 1001 },
  { name: "a limit above the ceiling is the ceiling", config: {}, maxIterations: 5000, requests: 1001 },
];
for (const { name, config, maxIterations, requests } of LIMITS) {
  test(name, async () => {
    const script = Array.from({ length: requests }, () => CALLING);
    const fixture = await turnFixture(script, { tools: [echo], config });
    const options = maxIterations === undefined ? {} : { maxIterations };
    assert.equal((await fixture.execute("go", options)).stopReason, "max_iterations");
    assert.equal(fixture.provider.requests.length, requests);
  });
}

test("0 is refused where the config is read", async () => {
  await assert.rejects(turnFixture([], { config: { max_iterations: 0 } }), /-1 for the ceiling/);
});

test.run();
