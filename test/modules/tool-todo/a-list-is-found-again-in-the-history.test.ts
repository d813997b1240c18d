import * as assert from "uvu/assert";
import type { Message } from "../../../kernel/index.ts";
import { module as contextSimple } from "../../../modules/context-simple/index.ts";
import { module } from "../../../modules/tool-todo/index.ts";
import { suite } from "../../support/suite.ts";
import { outputOf, toolFixture, withTools } from "../tool-fixture.ts";

const test = suite("todo");

const entry = (content: string, status = "pending") => ({ content, activeForm: `${content} …`, status });

function call(id: string, input: Record<string, unknown>): Message {
  return { role: "assistant", content: [{ type: "tool_call", id, name: "todo", input }] };
}

function answer(id: string, isError = false): Message {
  const metadata = { ...(isError && { is_error: true }) };
  return { role: "tool", tool_call_id: id, content: [{ type: "text", text: "…" }], metadata };
}

const ROWS: readonly (readonly [string, readonly Message[], readonly string[]])[] = [
  ["nothing", [], []],
  ["the only list", [call("1", { action: "create", todos: [entry("a")] }), answer("1")], ["a"]],
  [
    "the last of two",
    [
      call("1", { action: "create", todos: [entry("a")] }),
      answer("1"),
      call("2", { action: "update", todos: [entry("a", "completed"), entry("b")] }),
      answer("2"),
      call("3", { action: "list" }),
      answer("3"),
    ],
    ["a", "b"],
  ],
  [
    "not the one that failed",
    [
      call("1", { action: "create", todos: [entry("a")] }),
      answer("1"),
      call("2", { action: "update", todos: [entry("b")] }),
      answer("2", true),
    ],
    ["a"],
  ],
  [
    "not the one that does not fit",
    [call("1", { action: "create", todos: [entry("a")] }), answer("1"), call("2", { action: "update" }), answer("2")],
    ["a"],
  ],
  ["not the one that never ran", [call("1", { action: "create", todos: [entry("a")] })], []],
];

for (const [title, history, expected] of ROWS) {
  test(`a history holds ${title}`, async () => {
    const fixture = await toolFixture(module);
    await contextSimple.mount(fixture.coordinator, contextSimple.configSchema.parse({}));
    await fixture.coordinator.get("context")?.setMessages(history);
    const { todos } = outputOf<{ todos: { content: string }[] }>(await fixture.call("todo", { action: "list" }));
    assert.equal(
      todos.map(({ content }) => content),
      expected,
    );
    await fixture.close();
  });
}

test("the list is offered to other modules, told as an event, and looked up again when the history is another one", async () => {
  await withTools(module, {}, async ({ call: run, coordinator, dataOf }) => {
    const todos = [entry("a", "in_progress"), entry("b")];
    await run("todo", { action: "create", todos });
    const list = coordinator.getCapability<() => Promise<unknown>>("todo.list");
    assert.equal(await list?.(), todos);
    const [told] = dataOf("todo:updated");
    assert.equal([told?.action, told?.pending, told?.in_progress, told?.completed], ["create", 1, 1, 0]);
    assert.equal(await coordinator.collectContributions("observability.events"), [["todo:updated"]]);
    await coordinator.hooks.emit("session:resume", { modules: [], messages: 0 });
    assert.equal(await list?.(), []);
  });
});

test("a list without entries is told to the model as a mistake", async () => {
  await withTools(module, {}, async ({ call: run }) => {
    const result = await run("todo", { action: "update" });
    assert.is(result.error?.kind, "invalid-input");
    assert.match(result.error?.message ?? "", "todos");
  });
});

test.run();
