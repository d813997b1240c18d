import * as assert from "uvu/assert";
import type { ApprovalSystem, Coordinator } from "../../kernel/index.ts";
import { coordinatorFixture, until } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";
import { toolOf } from "./session-fixture.ts";

const test = suite("withdrawn questions");

const patient: ApprovalSystem = {
  requestApproval: (_, signal) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("withdrawn")))),
};

const ROWS: readonly [what: string, cancel: (coordinator: Coordinator) => void][] = [
  ["graceful", ({ cancellation }) => void cancellation.request("graceful")],
  ["immediate", ({ cancellation }) => void cancellation.request("immediate")],
  ["this tool call alone", ({ cancellation }) => void cancellation.cancelTool("c1")],
];

for (const [what, cancel] of ROWS) {
  test(`${what}: the tool does not run`, async () => {
    const { coordinator, eventNames, dataOf } = coordinatorFixture({ approval: patient });
    let runs = 0;
    const tool = toolOf("t", async () => ({ success: true, output: ++runs }));
    coordinator.mount("tools", tool, { name: "t" });
    coordinator.hooks.register("tool:pre", () => ({ action: "ask_user", approval_default: "allow" }), {
      name: "policy",
    });
    const called = coordinator.callTool({ type: "tool_call", id: "c1", name: "t", input: {} });
    await until(() => eventNames().includes("approval:required"));
    cancel(coordinator);
    const { result } = await called;
    assert.equal([result.success, result.error?.kind, runs], [false, "cancelled", 0]);
    assert.equal(
      dataOf("approval:denied").map(({ by }) => by),
      ["unattended"],
    );
    assert.match(String(dataOf("approval:denied")[0]?.reason), /withdrawn because the turn was cancelled/);
  });
}

test("a question that comes after the cancel is not asked", async () => {
  let asked = 0;
  const approval: ApprovalSystem = {
    requestApproval: async () => ({ optionId: "allow", by: asked++ ? "user" : "user" }),
  };
  const { coordinator } = coordinatorFixture({ approval });
  coordinator.cancellation.request("graceful");
  const { denied } = await coordinator.processHookResult({ action: "ask_user" }, "x:y");
  assert.match(denied ?? "", /withdrawn/);
  assert.is(asked, 0);
});

test.run();
