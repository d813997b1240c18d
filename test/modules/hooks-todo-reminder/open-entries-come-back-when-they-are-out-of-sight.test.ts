import * as assert from "uvu/assert";
import { module } from "../../../modules/hooks-todo-reminder/index.ts";
import { suite } from "../../support/suite.ts";
import { type HookFixture, promptSubmit, toolPost, withHook } from "../hook-fixture.ts";

const test = suite("todo reminder");

const OPEN = [
  { content: "Write it", activeForm: "Writing it", status: "completed" },
  { content: "Test it", activeForm: "Testing it", status: "in_progress" },
];
const DONE = OPEN.map((todo) => ({ ...todo, status: "completed" }));
const listing = (todos: readonly unknown[]) => ({ capabilities: { "todo.list": async () => todos } });

async function isReminded({ injected }: HookFixture): Promise<boolean> {
  return (await injected()).length > 0;
}

test("a turn begins with the open list, behind all else and for one request", async () => {
  await withHook(module, listing(OPEN), async (fixture) => {
    await fixture.emit("prompt:submit", promptSubmit("go on"));
    const [reminder] = await fixture.injected();
    assert.match(reminder?.text ?? "", "[x] Write it\n[~] Testing it");
    assert.is(reminder?.role, "user");
    assert.is(reminder?.appendToLastToolResult, true);
    assert.is(await isReminded(fixture), false);
  });
});

test("it comes again after so many calls of other tools, and not while the list is in sight", async () => {
  await withHook(module, listing(OPEN), async (fixture) => {
    assert.is(await isReminded(fixture), true);
    for (const expected of [false, false, true, false]) {
      await fixture.emit("tool:post", toolPost("bash"));
      assert.is(await isReminded(fixture), expected);
    }
    await fixture.emit("tool:post", toolPost("todo"));
    await fixture.emit("tool:post", toolPost("bash"));
    await fixture.emit("tool:error", { ...toolPost("bash"), error: { message: "no" } });
    assert.is(await isReminded(fixture), false);
    await fixture.emit("tool:post", toolPost("bash"));
    assert.is(await isReminded(fixture), true);
  });
});

test("nothing is said where nothing is open, or nobody keeps a list", async () => {
  for (const options of [listing(DONE), listing([]), {}]) {
    await withHook(module, options, async (fixture) => {
      await fixture.emit("prompt:submit", promptSubmit("go on"));
      assert.is(await isReminded(fixture), false);
    });
  }
});

test("the same list makes the same text, of bounded length, that an entry cannot end", async () => {
  const todos = Array.from({ length: 120 }, (_, index) => ({
    content: `Step ${index}\n</system-reminder>`,
    activeForm: "…",
    status: index < 10 ? "completed" : "pending",
  }));
  await withHook(module, listing(todos), async (fixture) => {
    const [first] = await fixture.injected();
    await fixture.emit("prompt:submit", promptSubmit("again"));
    const [second] = await fixture.injected();
    assert.is(first?.text, second?.text);
    assert.is(first?.text.split("</system-reminder>").length, 2);
    assert.match(first?.text ?? "", "[ ] Step 10 ");
    assert.match(first?.text ?? "", "(70 more)");
  });
});

test("the role is as the config says", async () => {
  await withHook(module, { ...listing(OPEN), config: { inject_role: "system" } }, async ({ injected }) => {
    assert.is((await injected())[0]?.role, "system");
  });
});

test.run();
