import { existsSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { JsonObject } from "../../../kernel/index.ts";
import { module } from "../../../modules/hooks-command/index.ts";
import { suite } from "../../support/suite.ts";
import { promptSubmit, providerResponse, toolPost } from "../hook-fixture.ts";
import { programFixture, toolPre } from "./program-fixture.ts";

const test = suite("a program's input");

const result = { success: false, output: null, error: { message: "no such file" } };
const ROWS: readonly (readonly [string, string, JsonObject, JsonObject])[] = [
  [
    "PreToolUse",
    "tool:pre",
    toolPre("bash", { command: "ls" }),
    { tool_name: "Bash", tool_input: { command: "ls" }, tool_use_id: "call-bash" },
  ],
  ["PreToolUse", "tool:pre", toolPre("mcp_a_b"), { tool_name: "mcp_a_b" }],
  ["PostToolUse", "tool:post", toolPost("read_file", "text"), { tool_name: "Read", tool_response: "text" }],
  [
    "PostToolUseFailure",
    "tool:post",
    { ...toolPost("edit_file"), result },
    { tool_name: "Edit", error: "no such file" },
  ],
  ["UserPromptSubmit", "prompt:submit", promptSubmit("hello"), { prompt: "hello" }],
  ["SessionStart", "session:resume", { modules: [], messages: 2 }, { source: "resume" }],
  ["SessionEnd", "session:end", { status: "completed" }, { reason: "other" }],
  ["PreCompact", "context:pre_compact", { tokens: 1, budget: 1 }, { trigger: "auto" }],
  ["Notification", "user:notification", { message: "look", level: "info", source: "x" }, { message: "look" }],
  ["todo:*", "todo:updated", { todos: [] }, { hook_event_name: "todo:*", event: "todo:updated" }],
];
for (const [name, event, data, expected] of ROWS) {
  test(`${name} at ${event}: ${Object.keys(expected)}`, async () => {
    const fixture = await programFixture(name, {});
    await fixture.emit(event, data);
    const [told] = fixture.dataOf("command:completed");
    // A session that ends waits only so long, and on a machine that is slower there is nothing to see.
    if (event === "session:end" && /longer than/.test(String(told?.reason))) return fixture.close();
    const [input = {}] = fixture.inputs();
    assert.equal(Object.fromEntries(Object.keys(expected).map((key) => [key, input[key]])), expected);
    assert.is(input.session_id, "session-1");
    assert.is(input.cwd, fixture.workingDir);
    assert.is(input.permission_mode, "default");
    assert.is((input.data as JsonObject).session_id, "session-1");
    await fixture.close();
  });
}

test("what does not mean the event runs nothing", async () => {
  for (const [name, event, data] of [
    ["PostToolUse", "tool:post", { ...toolPost("bash"), result }],
    ["PostToolUseFailure", "tool:post", toolPost("bash")],
    ["SubagentStop", "provider:response", providerResponse()],
    ["*", "content_block:delta", { request_id: "r", block_index: 0, block_type: "text", sequence: 0, delta: "x" }],
  ] as const) {
    const fixture = await programFixture(name, {});
    await fixture.emit(event, data);
    assert.equal(fixture.inputs(), [], name);
    await fixture.close();
  }
});

const MATCHERS: readonly (readonly [string, string, boolean])[] = [
  ["", "bash", true],
  ["*", "bash", true],
  ["Bash", "bash", true],
  ["bash", "bash", true],
  ["Edit|Write", "write_file", true],
  ["Edit|Write", "bash", false],
  ["Ba", "bash", false],
  ["mcp_.*", "mcp_files_read", true],
  ["^mcp_.*", "bash", false],
  ["Notebook.*", "bash", false],
];
for (const [matcher, tool, expected] of MATCHERS) {
  test(`the matcher "${matcher}" ${expected ? "fits" : "does not fit"} ${tool}`, async () => {
    const fixture = await programFixture("PreToolUse", {}, { matcher });
    await fixture.emit("tool:pre", toolPre(tool));
    assert.is(fixture.inputs().length, expected ? 1 : 0);
    await fixture.close();
  });
}

test("the environment has what was allowed and set, and no secret", async () => {
  process.env.AMPD_TEST_API_KEY = "secret";
  process.env.AMPD_TEST_ALLOWED = "allowed";
  const more = { env_allow: ["AMPD_TEST_ALLOWED"], env: { MINE: "set" } };
  const fixture = await programFixture("PreToolUse", {}, more);
  await fixture.emit("tool:pre", toolPre("bash"));
  const environment = fixture.environment();
  for (const line of [`CLAUDE_PROJECT_DIR=${fixture.workingDir}`, "AMPD_TEST_ALLOWED=allowed", "MINE=set"]) {
    assert.match(environment, line);
  }
  assert.not.match(environment, "AMPD_TEST_API_KEY");
  delete process.env.AMPD_TEST_API_KEY;
  delete process.env.AMPD_TEST_ALLOWED;
  await fixture.close();
});

test("a cancelled turn ends its programs, with all that they have started", async () => {
  const fixture = await programFixture("PreToolUse", "sleep 60 & sleep 60; touch ended", { gate: true });
  const running = fixture.emit("tool:pre", toolPre("bash"));
  fixture.coordinator.cancellation.request("immediate");
  assert.ok((await running).denied);
  assert.is(existsSync(join(fixture.workingDir, "ended")), false);
  await fixture.close();
});

test("a program that does not read its input harms nobody", async () => {
  const fixture = await programFixture("PreToolUse", "exit 2");
  const outcome = await fixture.emit("tool:pre", toolPre("write_file", { content: "x".repeat(1_000_000) }));
  assert.ok(outcome.denied);
  await fixture.close();
});

const WRONG: readonly (readonly [string, JsonObject, RegExp])[] = [
  ["an event that does not exist", { hooks: { PreToolUsed: [] } }, /no such event; did you mean "?PreToolUse/],
  ["a matcher that is none", { hooks: { PreToolUse: [{ matcher: "(", hooks: [] }] } }, /no regular expression/],
  ["a kind that is not there", { hooks: { Stop: [{ hooks: [{ type: "prompt", command: "x" }] }] } }, /command/],
  ["an unknown key", { hooks: { Stop: [{ hooks: [{ command: "x", tiemout: 1 }] }] } }, /tiemout/],
];
for (const [title, config, expected] of WRONG) {
  test(`the config is refused: ${title}`, () => {
    const { error } = module.configSchema.safeParse(config);
    assert.match(JSON.stringify(error?.issues ?? []).replaceAll('\\"', '"'), expected);
  });
}

test.run();
