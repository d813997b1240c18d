/** The demo's rounds, played here without an orchestrator: calls, results, answer. */
import assert from "node:assert/strict";
import { type Message, type Provider, type ProviderResponse, textOf, toolCallsOf } from "../../../kernel/index.ts";
import { module } from "../../../modules/provider-mock/index.ts";
import { coordinatorFixture } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";

const test = suite("The demo of provider-mock");
const TOOLS = ["glob", "read_file", "grep", "bash", "write_file"].map((name) => ({
  name,
  description: name,
  inputSchema: { type: "object" },
}));
const README =
  "     1\t# Widgets\n     2\t\n     3\tA shop for widgets.\n     4\t\n     5\t## Install\n     6\t## Use\n";

test("finds the README and the manifest, reads both, and quotes them", async () => {
  const results: Record<string, string> = {
    "README*": "docs/README.md\nREADME.md",
    "package.json": "package.json",
    "README.md": README,
  };
  const { answer, calls } = await converse("What is this repository about?", (subject) => ({
    text: results[subject] ?? '{"name": "widgets", "description": "Sells widgets."}',
  }));
  assert.deepEqual(calls, ["glob README*", "glob package.json", "read_file README.md", "read_file package.json"]);
  assert.match(answer, /\*\*Widgets\*\*/);
  assert.match(answer, /> A shop for widgets\./);
  assert.match(answer, /Install, Use/);
});

test("reads the files and runs the searches that a prompt names", async () => {
  const { answer, calls } = await converse("Read src/a.ts and search for `main` in src", (subject) => ({
    text: subject === "main" ? "src/b.ts:7: main()" : "     1\tconst a = 1;",
  }));
  assert.deepEqual(calls, ["read_file src/a.ts", "grep main"]);
  assert.match(answer, /const a = 1;/);
  assert.match(answer, /src\/b\.ts:7: main\(\)/);
});

test("says so when a call was denied, and asks for it only once", async () => {
  const { answer, calls } = await converse("run `rm -rf build`", () => ({ text: "Denied: not today", isError: true }));
  assert.deepEqual(calls, ["bash rm -rf build"]);
  assert.match(answer, /did not work.*Denied: not today/);
});

test("says what it is when the prompt names nothing that it can do", async () => {
  const { answer, calls } = await converse("Write me a poem, dear.", () => ({ text: "" }));
  assert.deepEqual(calls, []);
  assert.match(answer, /offline mock/);
});

test("calls no tool that the request does not offer", async () => {
  const provider = await mountMock();
  const response = await ask(provider, [say("read README.md")], []);
  assert.deepEqual(toolCallsOf(response.content), []);
  assert.equal(response.stop_reason, "end_turn");
});

test("starts afresh with each prompt", async () => {
  const provider = await mountMock();
  const before = await ask(provider, [say("read a.txt")]);
  const history = [say("read a.txt"), ...exchange(before, () => ({ text: "A" })), say("read b.txt")];
  const [call] = toolCallsOf((await ask(provider, history)).content);
  assert.deepEqual(call?.input, { file_path: "b.txt" });
});

type ResultOf = (subject: string) => { text: string; isError?: boolean };

async function converse(prompt: string, resultOf: ResultOf): Promise<{ answer: string; calls: string[] }> {
  const provider = await mountMock();
  const history: Message[] = [say(prompt)];
  const calls: string[] = [];
  for (let round = 0; round < 5; round += 1) {
    const response = await ask(provider, history);
    if (response.stop_reason === "end_turn") return { answer: textOf(response.content), calls };
    calls.push(...toolCallsOf(response.content).map(({ name, input }) => `${name} ${subjectOf(input)}`));
    history.push(...exchange(response, resultOf));
  }
  throw new Error(`the demo did not come to an answer: ${calls.join(", ")}`);
}

function exchange(response: ProviderResponse, resultOf: ResultOf): Message[] {
  const results = toolCallsOf(response.content).map(({ id, input }): Message => {
    const { text, isError = false } = resultOf(subjectOf(input));
    return { role: "tool", tool_call_id: id, content: [{ type: "text", text }], metadata: { is_error: isError } };
  });
  return [{ role: "assistant", content: response.content }, ...results];
}

function subjectOf(input: Record<string, unknown>): string {
  return String(input.file_path ?? input.pattern ?? input.command);
}

function say(text: string): Message {
  return { role: "user", content: [{ type: "text", text }] };
}

async function ask(provider: Provider, messages: Message[], tools = TOOLS): Promise<ProviderResponse> {
  const options = { signal: new AbortController().signal, onPart: async () => {} };
  return provider.complete({ request_id: "r", messages, tools }, options);
}

async function mountMock(): Promise<Provider> {
  const { coordinator } = coordinatorFixture();
  await module.mount(coordinator, module.configSchema.parse({}));
  const provider = coordinator.get("providers", "mock");
  if (provider === undefined) throw new Error("the mock did not mount");
  return provider;
}

test.run();
