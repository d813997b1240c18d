import * as assert from "uvu/assert";
import type { ToolResult } from "../../../kernel/index.ts";
import { remoteTool, type ToolDeclaration } from "../../../server/contributions/remote-tool.ts";
import { type ContributionSite, contributionSite } from "../../support/contribution-site.ts";
import { until } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";

const test = suite("a tool that lives elsewhere");

const MIB = 1024 * 1024;
const DECLARATION: ToolDeclaration = { name: "greet", description: "", inputSchema: {}, timeoutMs: 1234 };

interface Call {
  readonly result: Promise<ToolResult>;
  readonly taken: string[];
  readonly abort: AbortController;
  /** Nothing of the output is taken before. */
  take(): void;
}

function call({ site }: ContributionSite): Call {
  const taken: string[] = [];
  const abort = new AbortController();
  let take = (): void => {};
  const room = new Promise<void>((resolve) => {
    take = resolve;
  });
  const onOutput = async (stream: string, text: string): Promise<void> => {
    await room;
    taken.push(`${stream}: ${text}`);
  };
  const tool = remoteTool(DECLARATION, () => undefined, site);
  const result = tool.execute({}, { toolCallId: "c-1", signal: abort.signal, onOutput });
  return { result, taken, abort, take };
}

test("it has its own time, and only its own output, all of which is taken before its result", async () => {
  const scene = contributionSite();
  const { result, taken, take } = call(scene);
  const { params, options, answer } = await scene.asked();
  assert.is(options.timeoutMs, 1234);
  assert.equal(params, { registrationId: "r-1", sessionId: "session-1", toolCallId: "c-1", name: "greet", input: {} });
  const output = (text: string, more: object = {}): void =>
    scene.send("tool/output", { toolCallId: "c-1", sessionId: "session-1", stream: "stdout", text, ...more });
  output("one");
  output("another call's", { toolCallId: "c-2" });
  output("another session's", { sessionId: "session-2" });
  output("two", { sessionId: undefined, stream: "stderr" });
  scene.send("tool/output", { toolCallId: "c-1" });
  let isOver = false;
  void result.then(() => (isOver = true));
  answer({ success: true, output: null });
  await new Promise((resolve) => setImmediate(resolve));
  assert.not(isOver, "its output was not taken yet");
  take();
  assert.equal(await result, { success: true, output: null });
  assert.equal(taken, ["stdout: one", "stderr: two"]);
  output("late");
  await new Promise((resolve) => setImmediate(resolve));
  assert.is(taken.length, 2);
});

test("what nobody takes is left out, and said so", async () => {
  const scene = contributionSite();
  const { result, taken, take } = call(scene);
  const { answer } = await scene.asked();
  const output = (text: string): void =>
    scene.send("tool/output", { toolCallId: "c-1", sessionId: "session-1", stream: "stdout", text });
  output("x".repeat(MIB + 1));
  output("y".repeat(1000));
  answer({ success: true, output: "ok" });
  take();
  await result;
  assert.equal(
    taken.map((text) => (text.length > 100 ? text.length : text)),
    [MIB + 1 + "stdout: ".length, "stderr: \n[... 1000 characters left out ...]\n"],
  );
});

test("a call that was cancelled is nobody's fault; one that was taken back is told", async () => {
  const scene = contributionSite();
  const first = call(scene);
  const asked = await scene.asked();
  first.abort.abort();
  assert.ok(asked.options.signal.aborted);
  assert.is((await first.result).error?.kind, "cancelled");
  assert.equal(scene.dataOf("contribution:failed"), []);
  const second = call(scene);
  await scene.asked(2);
  scene.withdraw(new Error("It was taken back."));
  const { error } = await second.result;
  assert.equal([error?.kind, error?.message], ["withdrawn", "greet was ended: It was taken back."]);
  assert.is(scene.dataOf("contribution:failed").length, 1);
});

const WRONG: readonly (readonly [title: string, answer: unknown, place: string])[] = [
  ["no object", "Hello", "the answer"],
  ["no success", { output: "Hello" }, "success"],
  ["an error without a message", { success: false, output: null, error: { kind: "x" } }, "error.message"],
];
for (const [title, answer, place] of WRONG) {
  test(`an answer that is no result is a failure, and its giver hears of it: ${title}`, async () => {
    const scene = contributionSite();
    const { result } = call(scene);
    (await scene.asked()).answer(answer);
    const { success, error } = await result;
    assert.equal([success, error?.kind], [false, "contract-broken"]);
    assert.ok(error?.message.includes(`not a tool result: ${place}:`), error?.message);
    await until(() => scene.connection.told.length === 1);
    assert.is(scene.connection.told[0]?.method, "contribution/fault");
    assert.equal(scene.connection.told[0]?.params.kind, "contract-broken");
  });
}

test("another failure is not held against its giver's contract", async () => {
  const scene = contributionSite();
  const { result } = call(scene);
  (await scene.asked()).fail(new Error("it broke"));
  assert.is((await result).error?.kind, "tool-failed");
  assert.equal(scene.connection.told, []);
});

test.run();
