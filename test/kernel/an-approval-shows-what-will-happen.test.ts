import * as assert from "uvu/assert";
import type { ApprovalRequest, ApprovalSystem, HookResult, Tool } from "../../kernel/index.ts";
import { coordinatorFixture } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";
import { toolOf } from "./session-fixture.ts";

const test = suite("what is asked");

const CALL = { type: "tool_call" as const, id: "c1", name: "bash", input: { command: "ls" } };

async function askFor(result: Partial<HookResult>, tool: Partial<Tool> = {}) {
  const asked: ApprovalRequest[] = [];
  const approvedWith: unknown[] = [];
  const approval: ApprovalSystem = {
    requestApproval: async (request) => {
      asked.push(request);
      return { optionId: "allow", by: "user" };
    },
  };
  const fixture = coordinatorFixture({ approval });
  const bash = toolOf("bash", async (_, { approved }) => {
    approvedWith.push(approved);
    return { success: true, output: null };
  });
  fixture.coordinator.mount("tools", { ...bash, ...tool }, { name: "bash" });
  fixture.coordinator.hooks.register("tool:pre", () => ({ action: "ask_user", ...result }), { name: "policy" });
  await fixture.coordinator.callTool(CALL);
  return { ...fixture, asked, approvedWith };
}

test("the call, the prompt, the options, the limit and what the tool says of it", async () => {
  const preview = async () => ({ command: "ls", path: "/w" });
  const { asked, approvedWith, dataOf } = await askFor(
    { approval_prompt: "Run ls?", approval_timeout: 1.5 },
    { preview },
  );
  const [request] = asked;
  assert.is(request?.prompt, "Run ls?");
  assert.equal(request?.toolCall, { id: "c1", name: "bash", input: { command: "ls" } });
  assert.equal(request?.detail, { command: "ls", path: "/w" });
  assert.equal([request?.timeoutMs, request?.defaultOptionId], [1500, "deny"]);
  assert.equal(
    request?.options.map(({ id }) => id),
    ["allow", "deny"],
  );
  assert.equal(approvedWith, [{ command: "ls", path: "/w" }], "the tool gets what the person saw");
  const [event] = dataOf("approval:required");
  assert.equal(
    [event?.approval_id, event?.prompt, event?.tool_name, event?.tool_call_id, event?.options, event?.timeout_ms],
    [request?.approvalId, "Run ls?", "bash", "c1", ["allow", "deny"], 1500],
  );
  assert.is(dataOf("approval:granted")[0]?.approval_id, request?.approvalId);
});

const DEFAULTS: readonly [result: Partial<HookResult>, prompt: string, timeoutMs: number, option: string][] = [
  [{}, "Allow this?", 300_000, "deny"],
  [{ reason: "It writes." }, "It writes.", 300_000, "deny"],
  [{ approval_default: "allow", approval_timeout: 0 }, "Allow this?", 0, "allow"],
];

for (const [result, prompt, timeoutMs, option] of DEFAULTS) {
  test(`${JSON.stringify(result)}: what is left out has its default`, async () => {
    const { asked } = await askFor(result);
    assert.equal([asked[0]?.prompt, asked[0]?.timeoutMs, asked[0]?.defaultOptionId], [prompt, timeoutMs, option]);
    assert.equal(asked[0]?.detail, {});
  });
}

test("a preview that fails is reported, and the input speaks for itself", async () => {
  const { asked, host } = await askFor({}, { preview: async () => Promise.reject(new Error("no such file")) });
  assert.equal(asked[0]?.detail, {});
  assert.equal(host.reports, ["preview of bash failed: no such file"]);
});

test("each question has an id of its own, and one without a tool call says so", async () => {
  const asked: ApprovalRequest[] = [];
  const approval: ApprovalSystem = {
    requestApproval: async (request) => {
      asked.push(request);
      return { optionId: "allow", by: "user" };
    },
  };
  const { coordinator } = coordinatorFixture({ approval });
  await coordinator.processHookResult({ action: "ask_user" }, "x:y");
  await coordinator.processHookResult({ action: "ask_user" }, "x:y");
  assert.is.not(asked[0]?.approvalId, asked[1]?.approvalId);
  assert.is(asked[0]?.toolCall, undefined);
});

test.run();
