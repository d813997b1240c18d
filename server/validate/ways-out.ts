/** The ways in which a turn can end: after each of them the history must be one that the next request can be made from. */
import { failure, type Message, ProviderError, type StopReason, type Tool } from "../../kernel/index.ts";
import { expect, expectEqual } from "./check.ts";
import { ECHO, gate, type Turn, tool } from "./orchestrator-scene.ts";
import type { SceneOptions } from "./scene.ts";

export interface WayOut {
  readonly name: string;
  readonly requirement: string;
  readonly options: SceneOptions | (() => SceneOptions);
  readonly play: (turn: Turn) => Promise<void>;
  /** What `execution:end` says. */
  readonly status: string;
}

const TWO_CALLS = {
  text: "Let me see.",
  toolCalls: [
    { id: "a", name: "echo", input: { text: "1" } },
    { id: "b", name: "echo", input: { text: "2" } },
  ],
};

export const WAYS_OUT: readonly WayOut[] = [
  {
    name: "failing-tools-are-results",
    requirement: "A tool that fails, throws or does not exist is a result with is_error, and the turn goes on.",
    status: "completed",
    options: {
      script: [{ toolCalls: [{ name: "failing" }, { name: "throwing" }, { name: "unknown" }] }, "done"],
      tools: [
        tool("failing", async () => failure("not-found", "no such file")),
        tool("throwing", async () => {
          throw new Error("broken");
        }),
      ],
    },
    async play(turn) {
      await endsWith(turn, "end_turn");
      const results = (await turn.history()).filter(({ role }) => role === "tool");
      const flags = results.map(({ metadata }) => metadata?.is_error);
      expectEqual(flags, [true, true, true], "is_error in the metadata of the results");
    },
  },
  {
    name: "iterations-are-bounded",
    requirement: "After maxIterations the model is asked once more without tools, and the turn ends.",
    status: "incomplete",
    options: { script: [TWO_CALLS, { ...TWO_CALLS, text: "Still calling." }], tools: [ECHO] },
    async play(turn) {
      const { stopReason } = await turn.execute({ maxIterations: 1 });
      expectEqual(stopReason, "max_iterations", "the stop reason");
      expectEqual(turn.provider.requests.at(-1)?.tools, [], "the tools of the last request");
    },
  },
  {
    name: "a-denied-request-ends-the-turn",
    requirement: "A hook that denies provider:request ends the turn as denied, with its reason as text.",
    status: "denied",
    options: { script: [TWO_CALLS, "never asked"], tools: [ECHO] },
    async play(turn) {
      turn.answerOn("provider:request", { action: "deny", reason: "the budget is used up" }, 2);
      const { text, stopReason } = await turn.execute();
      expectEqual({ text, stopReason }, { text: "the budget is used up", stopReason: "denied" }, "the outcome");
      expectEqual(turn.provider.requests.length, 1, "requests that were made");
    },
  },
  {
    name: "a-denied-answer-ends-the-turn",
    requirement: "A hook that denies provider:response ends the turn as denied, before any tool runs.",
    status: "denied",
    options: { script: [TWO_CALLS], tools: [ECHO] },
    async play(turn) {
      turn.answerOn("provider:response", { action: "deny", reason: "not this answer" });
      await endsWith(turn, "denied");
      expectEqual(turn.dataOf("tool:pre").length, 0, "tools that were called");
    },
  },
  {
    name: "a-refusal-calls-nothing",
    requirement: "An answer that is a refusal ends the turn, and the calls in it are not made.",
    status: "completed",
    options: { script: [{ ...TWO_CALLS, stopReason: "refusal" }], tools: [ECHO] },
    async play(turn) {
      await endsWith(turn, "refusal");
      expectEqual(turn.dataOf("tool:pre").length, 0, "tools that were called");
    },
  },
  {
    name: "a-graceful-cancel-ends-a-stream",
    requirement: "A graceful cancel while text streams ends the turn at once, as cancelled.",
    status: "cancelled",
    options: { script: [TWO_CALLS, { text: "half", stalls: true }], tools: [ECHO] },
    async play(turn) {
      const running = turn.execute();
      await Promise.race([turn.provider.received(2), running]);
      await turn.session.cancel("graceful");
      expectEqual((await running).stopReason, "cancelled", "the stop reason");
    },
  },
  {
    name: "an-immediate-cancel-ends-a-tool",
    requirement: "An immediate cancel ends a running tool through its signal, and the turn as cancelled.",
    status: "cancelled",
    options: { script: [{ toolCalls: [{ name: "endless" }] }], tools: [endlessTool()] },
    async play(turn) {
      const started = gate();
      turn.coordinator.hooks.observe("tool:output", () => started.open(), { name: "check" });
      const running = turn.execute();
      await Promise.race([started.opened, running]);
      await turn.session.cancel("immediate");
      expectEqual((await running).stopReason, "cancelled", "the stop reason");
    },
  },
  {
    name: "a-provider-s-error-is-thrown",
    requirement: "The error of a provider is thrown as it is, and what was said before it stays in the history.",
    status: "failed",
    options: { script: [TWO_CALLS, { text: "half", error: providerError() }], tools: [ECHO] },
    async play(turn) {
      const error = await turn.execute().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      const isSame = error instanceof ProviderError && error.kind === "Network";
      expect(isSame, "execute did not throw the error of the provider; let it pass, or nobody can tell its kind");
    },
  },
  {
    name: "an-unwritten-result-ends-the-turn",
    requirement: "A message that cannot be written ends the turn with that error.",
    status: "failed",
    options: () => ({ script: [TWO_CALLS], tools: [ECHO], beforeAppend: failsOnceOnResults() }),
    async play(turn) {
      const message = await turn.execute().then(
        () => "nothing",
        (error: Error) => error.message,
      );
      expect(message.includes("disk full"), `execute threw ${message}; let the error of addMessage pass`);
    },
  },
];

async function endsWith(turn: Turn, expected: StopReason): Promise<void> {
  expectEqual((await turn.execute()).stopReason, expected, "the stop reason");
}

/** Says that it runs, and runs until it is killed. */
function endlessTool(): Tool {
  return tool("endless", async (_, { signal, onOutput }) => {
    await onOutput("stdout", "running");
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener("abort", () => resolve(), { once: true });
    });
    throw new Error("killed");
  });
}

function providerError(): ProviderError {
  return new ProviderError("Network", "connection reset", { provider: "scripted" });
}

function failsOnceOnResults(): (message: Message) => Promise<void> {
  let hasFailed = false;
  return async ({ role }) => {
    if (role !== "tool" || hasFailed) return;
    hasFailed = true;
    throw new Error("disk full");
  };
}
