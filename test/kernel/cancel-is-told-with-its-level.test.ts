import * as assert from "uvu/assert";
import { until } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";
import { answer, gate, PROMPT, readySession, toolOf } from "./session-fixture.ts";

const test = suite("cancel events");

test("between turns there is nothing to cancel", async () => {
  const fixture = await readySession();
  assert.is(await fixture.session.cancel("immediate"), false);
  await fixture.session.execute(PROMPT);
  assert.is(await fixture.session.cancel("immediate"), false);
  assert.is(
    fixture.events.some((event) => event.startsWith("cancel:")),
    false,
  );
});

test("each rise of the level is told once, with the tools that run; the end is told once", async () => {
  const end = gate();
  const fixture = await readySession({
    run: async ({ coordinator }) => {
      void coordinator.callTool({ type: "tool_call", id: "c1", name: "slow", input: {} });
      await end.promise;
      return answer("done")();
    },
  });
  const { session, coordinator } = fixture;
  const tool = toolOf("slow", async () => {
    await end.promise;
    return { success: true, output: null };
  });
  coordinator.mount("tools", tool, { name: "slow" });
  const executed = session.execute(PROMPT);
  await until(() => fixture.events.includes("tool:pre"));
  assert.equal(
    [
      await session.cancel("graceful"),
      await session.cancel("graceful"),
      await session.cancel("immediate"),
      await session.cancel("graceful"),
    ],
    [true, false, true, false],
  );
  end.open();
  await executed;
  const requested = fixture.dataOf("cancel:requested");
  assert.equal(
    requested.map(({ level, running_tools }) => [level, running_tools]),
    [
      ["graceful", ["c1"]],
      ["immediate", ["c1"]],
    ],
  );
  assert.equal(
    fixture.dataOf("cancel:completed").map(({ was_immediate, error }) => [was_immediate, error]),
    [[true, undefined]],
  );
});

test.run();
