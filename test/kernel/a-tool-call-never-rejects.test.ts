import * as assert from "uvu/assert";
import { failure, KernelError, success, type ToolResult } from "../../kernel/index.ts";
import { coordinatorFixture } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";
import { memoryContext, toolOf } from "./session-fixture.ts";

const test = suite("faulty tool calls");

const ROWS: readonly [what: string, name: string, run: () => unknown, kind: string, message: RegExp, last: string][] = [
  [
    "a tool that nobody has",
    "ecko",
    () => success(1),
    "unknown-tool",
    /no tool "ecko"; did you mean echo\? The tools are: echo, other\./,
    "tool:error",
  ],
  [
    "a tool that rejects",
    "echo",
    () => Promise.reject(new Error("boom")),
    "tool-failed",
    /^echo failed: boom$/,
    "tool:error",
  ],
  [
    "a tool that throws",
    "echo",
    () => {
      throw new Error("boom");
    },
    "tool-failed",
    /^echo failed: boom$/,
    "tool:error",
  ],
  ["a tool that answers nothing", "echo", () => undefined, "tool-failed", /broke its contract/, "tool:error"],
  ["a tool that answers text", "echo", () => "done", "tool-failed", /broke its contract/, "tool:error"],
  [
    "a kernel error keeps its code",
    "echo",
    () => {
      throw new KernelError("session-busy", "no");
    },
    "session-busy",
    /no/,
    "tool:error",
  ],
  [
    "its own failure is a result like any other",
    "echo",
    () => failure("not-found", "no file"),
    "not-found",
    /^no file$/,
    "tool:post",
  ],
];

for (const [what, name, run, kind, message, last] of ROWS) {
  test(what, async () => {
    const { coordinator, eventNames } = coordinatorFixture();
    coordinator.mount(
      "tools",
      toolOf("echo", async () => run() as ToolResult),
      { name: "echo" },
    );
    coordinator.mount(
      "tools",
      toolOf("other", async () => success(1)),
      { name: "other" },
    );
    const { result, call } = await coordinator.callTool({ type: "tool_call", id: "c1", name, input: {} });
    assert.equal([result.success, result.error?.kind, call.id], [false, kind, "c1"]);
    assert.match(result.error?.message ?? "", message);
    assert.is(eventNames().at(-1), last);
    assert.equal(coordinator.cancellation.runningTools, []);
  });
}

test("there may be no tools at all", async () => {
  const { coordinator } = coordinatorFixture();
  const { result } = await coordinator.callTool({ type: "tool_call", id: "c1", name: "x", input: {} });
  assert.is(result.error?.message, `There is no tool "x". The tools are: none.`);
});

test("an injection that cannot be journalled fails the call", async () => {
  const { coordinator } = coordinatorFixture();
  const full = async () => Promise.reject(new KernelError("journal-failed", "disk full"));
  coordinator.attachHistory({ ...memoryContext(), addMessage: full });
  let runs = 0;
  coordinator.mount(
    "tools",
    toolOf("echo", async () => success(++runs)),
    { name: "echo" },
  );
  const inject = { action: "inject_context" as const, context_injection: "x" };
  coordinator.hooks.register("tool:pre", () => inject, { name: "h" });
  const { result } = await coordinator.callTool({ type: "tool_call", id: "c1", name: "echo", input: {} });
  assert.equal([result.error?.kind, runs], ["journal-failed", 0]);
});

test("what hooks said before a tool threw is not lost", async () => {
  const { coordinator } = coordinatorFixture();
  coordinator.mount(
    "tools",
    toolOf("echo", async () => Promise.reject(new Error("boom"))),
    { name: "echo" },
  );
  const inject = { action: "inject_context" as const, context_injection: "x", ephemeral: true };
  coordinator.hooks.register("tool:pre", () => inject, { name: "h" });
  const { injections } = await coordinator.callTool({ type: "tool_call", id: "c1", name: "echo", input: {} });
  assert.is(injections.length, 1);
});

test.run();
