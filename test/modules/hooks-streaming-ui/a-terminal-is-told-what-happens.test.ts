import * as assert from "uvu/assert";
import type { JsonObject } from "../../../kernel/index.ts";
import { module } from "../../../modules/hooks-streaming-ui/index.ts";
import { suite } from "../../support/suite.ts";
import { toolPost, withHook } from "../hook-fixture.ts";

const test = suite("terminal");

const block = (type: string, delta: string, index = 0): JsonObject => {
  return { request_id: "r", block_index: index, block_type: type, sequence: 0, delta };
};
const blockEnd = (type: string, index = 0): JsonObject => {
  return { request_id: "r", block_index: index, block_type: type, block: {} };
};
const pre = (tool_name: string, tool_input: JsonObject): JsonObject => ({ tool_name, tool_call_id: "c", tool_input });
const response = (usage: JsonObject): JsonObject => {
  const counted = { input_tokens: 1234, output_tokens: 56, ...usage };
  return { provider: "p", request_id: "r", status: "ok", duration_ms: 1230, usage: counted };
};
const failed = { success: false, output: "line", error: { message: "exit code 1" } };

const ROWS: readonly (readonly [string, JsonObject, readonly (readonly [string, JsonObject])[], readonly string[]])[] =
  [
    [
      "thoughts come line by line",
      {},
      [
        ["content_block:delta", block("thinking", "First I lo")],
        ["content_block:delta", block("thinking", "ok.\nThen I ")],
        ["content_block:delta", block("text", "The answer")],
        ["content_block:end", blockEnd("thinking")],
      ],
      ["∴ First I look.", "∴ Then I "],
    ],
    [
      "thoughts may stay hidden",
      { show_thinking_stream: false },
      [["content_block:delta", block("thinking", "a\n")]],
      [],
    ],
    [
      "the answer is shown where it is asked for",
      { stream_tokens: true },
      [
        ["content_block:delta", block("text", "One\n\nTwo", 1)],
        ["content_block:end", blockEnd("text", 1)],
      ],
      ["One", "Two"],
    ],
    [
      "a call, and the beginning of its output",
      { show_tool_lines: 2 },
      [
        ["tool:pre", pre("bash", { command: "npm\n test", timeout: 3 })],
        ["tool:post", toolPost("bash", { stdout: "a\nb\nc\nd\n", stderr: "", returncode: 0 })],
      ],
      ["● bash(command: npm test, timeout: 3)", "  a\n  b\n  … 2 more lines"],
    ],
    ["no output where none is wanted", { show_tool_lines: 0 }, [["tool:post", toolPost("bash", "text")]], []],
    [
      "a call that failed",
      {},
      [["tool:post", { ...toolPost("bash"), result: failed }]],
      ["✗ bash: exit code 1", "  line"],
    ],
    [
      "a call that never ran",
      {},
      [["tool:error", { ...pre("bash", {}), error: { message: "Denied" } }]],
      ["✗ bash: Denied"],
    ],
    [
      "a sub-session",
      {},
      [["tool:pre", pre("task", { agent: "scout", instruction: "Look\naround" })]],
      ["● task → scout: Look around"],
    ],
    [
      "usage",
      {},
      [
        ["llm:response", response({ cache_read_tokens: 1000, cost: 0.01234 })],
        ["llm:response", response({})],
      ],
      ["1,234 tokens in (1,000 from the cache), 56 out, $0.0123, 1.2 s", "1,234 tokens in, 56 out, 1.2 s"],
    ],
    ["no usage", { show_token_usage: false }, [["llm:response", response({})]], []],
    ["no steering of the terminal", {}, [["tool:post", toolPost("bash", "\u001b[2Jgone\u0007")]], ["  �[2Jgone�"]],
  ];
for (const [title, ui, events, expected] of ROWS) {
  test(title, async () => {
    await withHook(module, { config: { ui } }, async ({ emit, shown }) => {
      for (const [event, data] of events) await emit(event, data);
      assert.equal(
        shown.map(({ text }) => text),
        expected,
      );
      assert.ok(shown.every(({ source }) => source === "hooks-streaming-ui"));
    });
  });
}

test("secrets are taken out, and what is long is cut or comes in parts", async () => {
  await withHook(module, {}, async ({ emit, shown }) => {
    const key = `sk-ant-api03-${"a1B2".repeat(20)}`;
    await emit("tool:pre", pre("web_fetch", { url: "http://127.0.0.1/", headers: { Authorization: `Bearer ${key}` } }));
    await emit("tool:post", toolPost("bash", `key ${key}\n${"§".repeat(5000)}`));
    await emit("content_block:delta", block("thinking", "¤".repeat(2500)));
    await emit("content_block:end", blockEnd("thinking"));
    const text = shown.map((one) => one.text).join("\n");
    assert.not.match(text, key);
    assert.is(text.match(/§/g)?.length, 199);
    assert.is(text.match(/¤/g)?.length, 2500);
    assert.ok(text.split("\n").every((line) => line.length <= 1002));
  });
});

test.run();
