import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Slots } from "../../../modules/tool-bash/slots.ts";
import { suite } from "../../support/suite.ts";
import { outputOf } from "../tool-fixture.ts";
import { abortOn, type BashOutput, withBash } from "./bash-fixture.ts";

const test = suite("commands over the limit wait in line");
const never = new AbortController().signal;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("a slot is free when it was given back, in the order of asking", async () => {
  const slots = new Slots(1);
  const order: string[] = [];
  const release = await slots.take(never);
  const waiting = ["a", "b"].map(async (name) => {
    const done = await slots.take(never);
    order.push(name);
    await turn();
    done?.();
  });
  await turn();
  assert.deepEqual(order, []);
  release?.();
  await Promise.all(waiting);
  assert.deepEqual(order, ["a", "b"]);
});

test("who is cancelled leaves the line and holds nobody up", async () => {
  const slots = new Slots(1);
  const release = await slots.take(never);
  const controller = new AbortController();
  const cancelled = slots.take(controller.signal);
  const next = slots.take(never);
  controller.abort();
  assert.equal(await cancelled, undefined);
  release?.();
  assert.notEqual(await next, undefined);
});

test("a slot that reaches somebody who is cancelled in that moment goes on to the next, before newcomers", async () => {
  const slots = new Slots(1);
  const release = await slots.take(never);
  const controller = new AbortController();
  const order: string[] = [];
  const take = async (name: string, signal = never): Promise<void> => {
    const done = await slots.take(signal);
    if (done !== undefined) order.push(name);
    done?.();
  };
  const calls = [take("cancelled", controller.signal), take("next")];
  release?.();
  controller.abort();
  calls.push(take("newcomer"));
  await Promise.all(calls);
  assert.deepEqual(order, ["next", "newcomer"]);
});

test("the second command begins when the first has ended", () =>
  withBash({ max_concurrent: 1 }, async ({ call, folder }) => {
    let second: Promise<unknown> | undefined;
    const first = call(
      "bash",
      { command: "echo ready; until [ -e go ]; do sleep 0.05; done; sleep 0.2; echo > first-has-ended" },
      {
        onOutput: async () => {
          second ??= call("bash", { command: "[ -e first-has-ended ] && echo after || echo before" });
          writeFileSync(join(folder, "go"), "");
        },
      },
    );
    outputOf(await first);
    assert.equal((await (second as ReturnType<typeof call>).then(outputOf<BashOutput>)).stdout, "after\n");
  }));

test("a command that is cancelled while it waits does not run", () =>
  withBash({ max_concurrent: 1 }, async ({ call }) => {
    const { signal, onOutput } = abortOn("ready");
    const first = call("bash", { command: "echo ready; sleep 600" }, { signal, onOutput });
    const second = call("bash", { command: "echo > ran" }, { signal });
    assert.deepEqual([(await first).error?.kind, (await second).error?.kind], ["cancelled", "cancelled"]);
    const { stdout } = outputOf<BashOutput>(await call("bash", { command: "ls" }));
    assert.equal(stdout, "");
  }));

test.run();
