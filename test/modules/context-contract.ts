/** What every context module must do: run by each module's own test. */
import assert from "node:assert/strict";
import type { Context, Message, ModuleDefinition } from "../../kernel/index.ts";
import { coordinatorFixture } from "../support/kernel.ts";
import { ScriptedProvider } from "../support/scripted-provider.ts";
import { suite } from "../support/suite.ts";

const ONE: Message = { role: "user", content: [{ type: "text", text: "one" }], metadata: { kept: true } };
const TWO: Message = { role: "assistant", content: [{ type: "text", text: "two" }] };

export function contextContract(module: ModuleDefinition): void {
  const test = suite(`${module.name} fulfils the context contract`);
  const request = { provider: new ScriptedProvider([]) };

  async function mounted(): Promise<{
    readonly context: Context;
    readonly unmount: () => unknown;
    isThere(): boolean;
  }> {
    const { coordinator } = coordinatorFixture();
    const unmount = await module.mount(coordinator, module.configSchema.parse({}));
    const context = coordinator.get("context");
    assert.ok(context && unmount);
    return { context, unmount, isThere: () => coordinator.get("context") !== undefined };
  }

  test("messages come back as they were added, in order", async () => {
    const { context } = await mounted();
    await context.addMessage(ONE);
    await context.addMessage(TWO);
    assert.deepEqual(await context.getMessages(), [ONE, TWO]);
    assert.deepEqual(await context.getMessagesForRequest(request), [ONE, TWO]);
  });

  test("what was handed out does not change afterwards", async () => {
    const { context } = await mounted();
    await context.addMessage(ONE);
    const messages = await context.getMessages();
    const view = await context.getMessagesForRequest(request);
    await context.addMessage(TWO);
    assert.deepEqual([messages.length, view.length], [1, 1]);
  });

  test("the history can be replaced and cleared", async () => {
    const { context } = await mounted();
    await context.addMessage(ONE);
    const given = [TWO];
    await context.setMessages(given);
    given.push(ONE);
    assert.deepEqual(await context.getMessages(), [TWO]);
    await context.clear();
    assert.deepEqual(await context.getMessages(), []);
    assert.deepEqual(await context.getMessagesForRequest(request), []);
  });

  test("unmounting takes it away", async () => {
    const { unmount, isThere } = await mounted();
    await unmount();
    assert.equal(isThere(), false);
  });

  test("an unknown config key is refused", () => {
    assert.equal(module.configSchema.safeParse({ max_token: 1 }).success, false);
  });

  test.run();
}
