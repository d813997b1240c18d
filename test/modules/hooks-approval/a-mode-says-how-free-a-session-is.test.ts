import * as assert from "uvu/assert";
import type { JsonObject } from "../../../kernel/index.ts";
import type { ApprovalMode } from "../../../modules/hooks-approval/index.ts";
import { suite } from "../../support/suite.ts";
import { approvalFixture } from "./approval-fixture.ts";

const test = suite("modes");
const rules = [
  { command: "rm*", effect: "deny" },
  { command: "npm publish*", effect: "ask" },
  { command: "echo*", effect: "allow" },
  { command: "ln*", effect: "allow" },
  { command: "cd*", effect: "allow" },
];

const ROWS: readonly [mode: string, tool: string, input: JsonObject, fate: "ran" | "asked" | "denied"][] = [
  ["ask", "read_file", { file_path: "a" }, "ran"],
  ["ask", "write_file", { file_path: "a" }, "asked"],
  ["ask", "web_fetch", { url: "http://x" }, "asked"],
  ["accept-edits", "write_file", { file_path: "a" }, "ran"],
  ["accept-edits", "edit_file", { file_path: "deep/a" }, "ran"],
  ["accept-edits", "write_file", { file_path: "../a" }, "asked"],
  ["accept-edits", "write_file", { file_path: ".git/hooks/pre-commit" }, "asked"],
  ["accept-edits", "write_file", { file_path: ".ampd/settings.yaml" }, "asked"],
  // A folder with these files is a repository, and its settings run programs.
  ["accept-edits", "write_file", { file_path: "sub/HEAD" }, "asked"],
  ["accept-edits", "write_file", { file_path: "head/a.ts" }, "ran"],
  ["accept-edits", "write_file", { file_path: ".bashrc" }, "asked"],
  ["accept-edits", "write_file", { file_path: ".ssh/authorized_keys" }, "asked"],
  ["accept-edits", "write_file", { file_path: ".Cargo/config.toml" }, "asked"],
  ["accept-edits", "bash", { command: "ln -s /etc x; echo x > x/a" }, "asked"],
  ["accept-edits", "bash", { command: "cd deep; echo x > a" }, "asked"],
  ["accept-edits", "write_file", {}, "asked"],
  ["accept-edits", "bash", { command: "touch a" }, "asked"],
  ["accept-edits", "bash", { command: "echo x > a" }, "ran"],
  ["accept-edits", "bash", { command: "echo x > .git/config" }, "asked"],
  ["read-only", "read_file", { file_path: "a" }, "ran"],
  ["read-only", "write_file", { file_path: "a" }, "denied"],
  ["read-only", "bash", { command: "echo x" }, "denied"],
  ["read-only", "mcp_files_delete", {}, "denied"],
  ["plan", "grep", { pattern: "x" }, "ran"],
  ["plan", "edit_file", { file_path: "a" }, "denied"],
  ["plan", "web_fetch", { url: "http://x" }, "asked"],
  ["yolo", "bash", { command: "touch a" }, "ran"],
  ["yolo", "bash", { command: "npm publish" }, "ran"],
  ["yolo", "mcp_files_delete", {}, "ran"],
  ["yolo", "bash", { command: "touch a; rm b" }, "denied"],
];

for (const [mode, tool, input, fate] of ROWS) {
  test(`${mode}: ${tool} ${JSON.stringify(input)} is ${fate}`, async () => {
    const capabilities = { "approval.allows_yolo": true };
    const fixture = await approvalFixture({ config: { mode, rules }, capabilities });
    try {
      const { success } = await fixture.call(tool, input);
      assert.is(fixture.questions.length > 0 ? "asked" : success ? "ran" : "denied", fate);
    } finally {
      await fixture.close();
    }
  });
}

test("a live session changes its mode", async () => {
  const fixture = await approvalFixture();
  try {
    const mode = fixture.coordinator.getCapability<ApprovalMode>("approval.mode");
    assert.is(mode?.get(), "ask");
    await mode?.set("plan");
    assert.is(mode?.get(), "plan");
    assert.is(await fixture.fate("ls"), "denied");
    assert.equal(
      fixture.dataOf("approval:mode_changed").map(({ from, to }) => [from, to]),
      [["ask", "plan"]],
    );
    const refusal = await mode?.set("nonsense").catch((error: unknown) => error);
    assert.instance(refusal, RangeError);
    assert.is(mode?.get(), "plan");
  } finally {
    await fixture.close();
  }
});

test("yolo is for a session whose ampd was started with leave for it; a plan alone gets the usual mode", async () => {
  const fixture = await approvalFixture({ config: { mode: "yolo" } });
  try {
    const mode = fixture.coordinator.getCapability<ApprovalMode>("approval.mode");
    assert.is(mode?.get(), "ask");
    assert.match(String(fixture.dataOf("user:notification")[0]?.message), "--allow-yolo");
    assert.is(await fixture.fate("ls"), "asked");
    const refusal = await mode?.set("yolo").catch((error: unknown) => error);
    assert.instance(refusal, RangeError);
    assert.is(mode?.get(), "ask");
  } finally {
    await fixture.close();
  }
});

test("accept-edits believes no other module's tool that has the name of ours", async () => {
  const capabilities = { "tools.is_trusted": () => false };
  const fixture = await approvalFixture({ config: { mode: "accept-edits" }, capabilities });
  try {
    await fixture.call("write_file", { file_path: "a.txt" });
    assert.is(fixture.questions.length, 1);
  } finally {
    await fixture.close();
  }
});

test.run();
