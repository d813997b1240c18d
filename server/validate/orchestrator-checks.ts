/** What every orchestrator must do, whichever way it goes about it. */
import { success } from "../../kernel/index.ts";
import { type Check, expect, expectEqual } from "./check.ts";
import { ECHO, expectInOrder, gate, linesOf, type Turn, tool, withTurn } from "./orchestrator-scene.ts";
import type { Scene, SceneOptions } from "./scene.ts";
import { WAYS_OUT } from "./ways-out.ts";

export const ORCHESTRATOR_CHECKS: readonly Check[] = [
  check(
    "an-answer-s-events-come-in-order",
    "A turn emits the execution, provider, content and completion events in their order, and keeps prompt and answer.",
    { script: [{ thinking: "hm", signature: "s", text: ["Good ", "day"] }] },
    async (turn) => {
      const { text, stopReason } = await turn.execute();
      expectEqual({ text, stopReason }, { text: "Good day", stopReason: "end_turn" }, "the outcome of execute");
      const wanted = new Set(ANSWER_EVENTS);
      const came = turn.eventNames().filter((name) => wanted.has(name));
      expectEqual(came, ANSWER_EVENTS, "the events of the turn");
      const history = await turn.history();
      expectEqual(linesOf(history), ["user: hello", "assistant: Good day"], "the history");
      const thought = { type: "thinking", thinking: "hm", signature: "s" };
      expectEqual(history[1]?.content[0], thought, "the first block of the answer in the history");
      const { provider, model } = history[1]?.metadata ?? {};
      expectEqual({ provider, model }, { provider: "scripted", model: "scripted-1" }, "the metadata of the answer");
    },
  ),
  parallelCalls(),
  check(
    "usage-is-summed",
    "The usage of a turn is the sum over its requests.",
    {
      script: [
        { toolCalls: [{ name: "echo", input: { text: "x" } }], usage: { input_tokens: 10, output_tokens: 2 } },
        { text: "done", usage: { input_tokens: 20, output_tokens: 3, cache_read_tokens: 8 } },
      ],
      tools: [ECHO],
    },
    async (turn) => {
      const sum = { input_tokens: 30, output_tokens: 5, cache_read_tokens: 8 };
      expectEqual((await turn.execute()).usage, sum, "the usage of the turn");
    },
  ),
  check(
    "injections-reach-the-model",
    "What a hook on provider:request injects for one request is part of that request, and not of the history.",
    { script: ["Good day"] },
    async (turn) => {
      turn.answerOn("provider:request", { action: "inject_context", context_injection: "It rains.", ephemeral: true });
      await turn.execute();
      const sent = turn.provider.requests[0]?.messages ?? [];
      expect(
        linesOf(sent).some((line) => line.includes("It rains.")),
        "the injected text is not in the request",
      );
      expectEqual(linesOf(await turn.history()), ["user: hello", "assistant: Good day"], "the history");
    },
  ),
  ...WAYS_OUT.map(({ name, requirement, options, play, status }) =>
    check(name, requirement, options, async (turn) => {
      await play(turn);
      const ends = turn.dataOf("execution:end");
      expectEqual(ends.length, 1, "how often execution:end came");
      expectEqual(ends[0]?.status, status, "the status in execution:end");
      expectEqual(turn.dataOf("orchestrator:complete").length, 1, "how often orchestrator:complete came");
      expectInOrder(await turn.history());
    }),
  ),
];

/** A turn with a call in it. */
export async function exerciseOrchestrator({ session, provider }: Scene): Promise<void> {
  provider.play([{ toolCalls: [{ name: "echo", input: { text: "x" } }] }, "done"]);
  await session.execute([{ type: "text", text: "hello" }]);
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

function check(
  name: string,
  requirement: string,
  options: SceneOptions | (() => SceneOptions),
  body: (turn: Turn) => Promise<void>,
): Check {
  const made = (): SceneOptions => (typeof options === "function" ? options() : options);
  return { name, requirement, run: (subject) => withTurn(subject, made(), body) };
}

function parallelCalls(): Check {
  const options = (): SceneOptions => {
    const second = gate();
    const slow = tool("slow", async () => {
      await second.opened;
      return success("slow is done");
    });
    const fast = tool("fast", async () => {
      second.open();
      return success("fast is done");
    });
    const calls = ["slow", "fast"].map((name, index) => ({ id: "ab"[index] ?? "", name }));
    return { script: [{ text: "Look: ", toolCalls: calls }, "done"], tools: [slow, fast] };
  };
  const requirement = "The calls of one answer run at the same time, and their results keep the order of the calls.";
  return check("calls-run-together", requirement, options, async (turn) => {
    await turn.execute();
    const lines = ["assistant: Look: <a><b>", "tool <a>: slow is done", "tool <b>: fast is done", "assistant: done"];
    expectEqual(linesOf(await turn.history()), ["user: hello", ...lines], "the history");
    const groups = turn.dataOf("tool:pre").map((data) => data.parallel_group_id);
    expect(
      typeof groups[0] === "string" && groups[0] === groups[1],
      "tool:pre: parallel_group_id: give calls of one answer the same",
    );
  });
}
