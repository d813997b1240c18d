/** What every orchestrator must do, whichever way it goes about it: run by each loop's own test. */
import assert from "node:assert/strict";
import { type Context, failure, type ModuleDefinition, ProviderError, success } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";
import { assertPaired, echo, gate, linesOf, type TurnFixture, tool, turnFixture } from "./lib/turn/turn-fixture.ts";

export function orchestratorContract(loop: ModuleDefinition): void {
  const test = suite(`${loop.name} fulfils the orchestrator contract`);

  test("an answer's events come in their order, and the history has prompt and answer", async () => {
    const fixture = await turnFixture([{ thinking: "hm", signature: "s", text: ["Good ", "day"] }], { loop });
    const outcome = await fixture.execute("hello");
    assert.deepEqual([outcome.text, outcome.stopReason], ["Good day", "end_turn"]);
    assert.deepEqual(fixture.eventNames(), ANSWER_EVENTS);
    assert.deepEqual(linesOf(await fixture.history()), ["user: hello", "assistant: Good day"]);
    const [, answer] = await fixture.history();
    const [request] = fixture.provider.requests;
    assert.deepEqual(answer?.content[0], { type: "thinking", thinking: "hm", signature: "s" });
    assert.deepEqual(answer?.metadata, {
      provider: "scripted",
      model: "scripted-1",
      request_id: request?.request_id,
    });
  });

  test("the calls of one answer run at the same time, and their results keep the order of the calls", async () => {
    const second = gate();
    const slow = tool("slow", async () => {
      await second.opened;
      return success("slow is done");
    });
    const fast = tool("fast", async () => {
      second.open();
      return success("fast is done");
    });
    const calls = [
      { id: "a", name: "slow" },
      { id: "b", name: "fast" },
    ];
    const fixture = await turnFixture([{ text: "Look: ", toolCalls: calls }, "done"], { loop, tools: [slow, fast] });
    assert.equal((await fixture.execute()).text, "done");
    assert.deepEqual(linesOf(await fixture.history()), [
      "user: hello",
      "assistant: Look: <a><b>",
      "tool <a>: slow is done",
      "tool <b>: fast is done",
      "assistant: done",
    ]);
    const groups = fixture.dataOf("tool:pre").map((data) => data.parallel_group_id);
    assert.equal(new Set(groups).size, 1);
    assert.equal(typeof groups[0], "string");
  });

  test("usage is summed over the turn's requests", async () => {
    const call = { name: "echo", input: { text: "x" } };
    const fixture = await turnFixture(
      [
        { toolCalls: [call], usage: { input_tokens: 10, output_tokens: 2 } },
        { text: "done", usage: { input_tokens: 20, output_tokens: 3, cache_read_tokens: 8 } },
      ],
      { loop, tools: [echo] },
    );
    assert.deepEqual((await fixture.execute()).usage, { input_tokens: 30, output_tokens: 5, cache_read_tokens: 8 });
  });

  for (const { name, run, ends } of WAYS_OUT) {
    test(`${name}: the turn ends, says so, and leaves a history that is in order`, async () => {
      const fixture = await run(loop);
      assert.deepEqual(fixture.dataOf("execution:end").length, 1);
      assert.equal(fixture.eventNames().at(-1), "execution:end");
      assert.equal(fixture.dataOf("execution:end")[0]?.status, ends);
      assert.equal(fixture.dataOf("orchestrator:complete").length, 1);
      assertPaired(await fixture.history());
    });
  }

  test.run();
}

const ANSWER_EVENTS = [
  "execution:start",
  "provider:resolve",
  "provider:request",
  "llm:request",
  "content_block:start",
  "content_block:delta",
  "thinking:delta",
  "content_block:end",
  "thinking:final",
  "content_block:start",
  "content_block:delta",
  "content_block:delta",
  "content_block:end",
  "llm:response",
  "provider:response",
  "orchestrator:complete",
  "execution:end",
];

const TWO_CALLS = {
  text: "Let me see.",
  toolCalls: [
    { id: "a", name: "echo", input: { text: "1" } },
    { id: "b", name: "echo", input: { text: "2" } },
  ],
};

interface WayOut {
  readonly name: string;
  readonly run: (loop: ModuleDefinition) => Promise<TurnFixture>;
  readonly ends: string;
}

const WAYS_OUT: readonly WayOut[] = [
  {
    name: "tools that fail, throw or do not exist",
    ends: "completed",
    async run(loop) {
      const tools = [
        tool("failing", async () => failure("not-found", "no such file")),
        tool("throwing", async () => {
          throw new Error("broken");
        }),
      ];
      const toolCalls = [{ name: "failing" }, { name: "throwing" }, { name: "unknown" }];
      const fixture = await turnFixture([{ toolCalls }, "done"], { loop, tools });
      await fixture.execute();
      const results = (await fixture.history()).filter((message) => message.role === "tool");
      assert.deepEqual(
        results.map((message) => message.metadata?.is_error),
        [true, true, true],
      );
      return fixture;
    },
  },
  {
    name: "the limit of iterations",
    ends: "incomplete",
    async run(loop) {
      const script = [TWO_CALLS, { ...TWO_CALLS, text: "Still calling." }];
      const fixture = await turnFixture(script, { loop, tools: [echo], config: { max_iterations: 1 } });
      assert.equal((await fixture.execute()).stopReason, "max_iterations");
      return fixture;
    },
  },
  {
    name: "a hook that denies a request",
    ends: "denied",
    async run(loop) {
      const fixture = await turnFixture([TWO_CALLS, "never asked"], { loop, tools: [echo] });
      const deny = (_: string, data: Record<string, unknown>) =>
        data.iteration === 2 ? ({ action: "deny", reason: "the budget is used up" } as const) : undefined;
      fixture.coordinator.hooks.register("provider:request", deny, { name: "budget" });
      const outcome = await fixture.execute();
      assert.deepEqual([outcome.stopReason, outcome.text], ["denied", "the budget is used up"]);
      return fixture;
    },
  },
  {
    name: "a hook that denies an answer",
    ends: "denied",
    async run(loop) {
      const fixture = await turnFixture([TWO_CALLS], { loop, tools: [echo] });
      const deny = () => ({ action: "deny", reason: "not this answer" }) as const;
      fixture.coordinator.hooks.register("provider:response", deny, { name: "policy" });
      assert.equal((await fixture.execute()).stopReason, "denied");
      assert.equal(fixture.dataOf("tool:pre").length, 0);
      return fixture;
    },
  },
  {
    name: "a refusal with calls in it",
    ends: "completed",
    async run(loop) {
      const fixture = await turnFixture([{ ...TWO_CALLS, stopReason: "refusal" }], { loop, tools: [echo] });
      assert.equal((await fixture.execute()).stopReason, "refusal");
      assert.equal(fixture.dataOf("tool:pre").length, 0);
      return fixture;
    },
  },
  {
    name: "a cancel while text streams",
    ends: "cancelled",
    async run(loop) {
      const fixture = await turnFixture([TWO_CALLS, { text: "half", stalls: true }], { loop, tools: [echo] });
      const running = fixture.execute();
      await fixture.provider.received(2);
      fixture.coordinator.cancellation.request("graceful");
      assert.equal((await running).stopReason, "cancelled");
      return fixture;
    },
  },
  {
    name: "an immediate cancel while a tool runs",
    ends: "cancelled",
    async run(loop) {
      const started = gate();
      const endless = tool("endless", async (_, { signal }) => {
        started.open();
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
        throw new Error("killed");
      });
      const fixture = await turnFixture([{ toolCalls: [{ name: "endless" }] }], { loop, tools: [endless] });
      const running = fixture.execute();
      await started.opened;
      fixture.coordinator.cancellation.request("immediate");
      assert.equal((await running).stopReason, "cancelled");
      return fixture;
    },
  },
  {
    name: "a provider that fails",
    ends: "failed",
    async run(loop) {
      const error = new ProviderError("Network", "connection reset", { provider: "scripted" });
      const fixture = await turnFixture([TWO_CALLS, { text: "half", error }], { loop, tools: [echo] });
      await assert.rejects(fixture.execute(), error);
      return fixture;
    },
  },
  {
    name: "a result that cannot be written",
    ends: "failed",
    async run(loop) {
      const fixture = await turnFixture([TWO_CALLS], { loop, tools: [echo], wrapContext: failsOnceOnResults });
      await assert.rejects(fixture.execute(), /disk full/);
      return fixture;
    },
  },
];

function failsOnceOnResults(inner: Context): Context {
  let hasFailed = false;
  const addMessage: Context["addMessage"] = async (message) => {
    if (message.role !== "tool" || hasFailed) return inner.addMessage(message);
    hasFailed = true;
    throw new Error("disk full");
  };
  return {
    addMessage,
    getMessages: () => inner.getMessages(),
    getMessagesForRequest: (request) => inner.getMessagesForRequest(request),
    setMessages: (messages) => inner.setMessages(messages),
    clear: () => inner.clear(),
  };
}
