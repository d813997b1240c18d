import * as assert from "uvu/assert";
import { type Coordinator, success } from "../../kernel/index.ts";
import { coordinatorFixture } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";
import { gate, toolOf } from "./session-fixture.ts";

const test = suite("calls that are cancelled before they start");

const CALL = { type: "tool_call" as const, id: "c1", name: "t", input: {} };

function counting() {
  const fixture = coordinatorFixture();
  const counter = { runs: 0 };
  fixture.coordinator.mount(
    "tools",
    toolOf("t", async () => success(++counter.runs)),
    { name: "t" },
  );
  return { ...fixture, counter };
}

const aborted = new AbortController();
aborted.abort();

const BEFORE: readonly [
  what: string,
  prepare: (coordinator: Coordinator) => void,
  options: { signal?: AbortSignal },
][] = [
  ["gracefully", ({ cancellation }) => void cancellation.request("graceful"), {}],
  ["immediately", ({ cancellation }) => void cancellation.request("immediate"), {}],
  ["by its own signal", () => {}, { signal: aborted.signal }],
];

for (const [what, prepare, options] of BEFORE) {
  test(`${what}, before its gates: they are not asked`, async () => {
    const { coordinator, counter, eventNames } = counting();
    prepare(coordinator);
    const { result } = await coordinator.callTool(CALL, options);
    assert.is(result.error?.kind, "cancelled");
    assert.equal([counter.runs, eventNames()], [0, ["tool:error"]]);
  });
}

test("while its gates are asked: whatever they answer", async () => {
  const { coordinator, counter, eventNames } = counting();
  const answered = gate();
  coordinator.hooks.register("tool:pre", () => answered.promise.then(() => undefined), {
    name: "slow",
    failClosed: true,
  });
  const called = coordinator.callTool(CALL);
  coordinator.cancellation.request("graceful");
  answered.open();
  assert.is((await called).result.error?.kind, "cancelled");
  assert.equal([counter.runs, eventNames()], [0, ["tool:pre", "tool:error"]]);
});

test("a caller's signal ends its own call and no other", async () => {
  const { coordinator } = coordinatorFixture();
  const finish = gate();
  const tool = toolOf("t", async (_, { signal }) => {
    await Promise.race([
      finish.promise,
      new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve())),
    ]);
    return success(signal.aborted);
  });
  coordinator.mount("tools", tool, { name: "t" });
  const own = new AbortController();
  const first = coordinator.callTool(CALL, { signal: own.signal });
  const second = coordinator.callTool({ ...CALL, id: "c2" });
  own.abort();
  assert.equal((await first).result.success, false);
  finish.open();
  assert.equal((await second).result, success(false));
  assert.is(coordinator.cancellation.isRequested, false);
});

test.run();
