import * as assert from "uvu/assert";
import { Scope } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";
import { moduleOf, readySession } from "./session-fixture.ts";

const test = suite("cleanups");

test("in reverse order, each awaited, once; a failure is told and stops nothing", async () => {
  const log: string[] = [];
  const scope = new Scope();
  scope.add("first", async () => void log.push("first"));
  scope.add("second", () => {
    throw new Error("stuck");
  });
  scope.add("third", async () => {
    await Promise.resolve();
    log.push("third");
  });
  assert.equal(await scope.close(), ["second: stuck"]);
  assert.equal(log, ["third", "first"]);
  assert.equal(await scope.close(), []);
  assert.equal(log, ["third", "first"]);
});

test("what is added while the scope closes is closed too", async () => {
  const log: string[] = [];
  const scope = new Scope();
  scope.add("outer", () => scope.add("inner", () => void log.push("inner")));
  await scope.close();
  assert.equal(log, ["inner"]);
});

test("a session takes its modules down like that, and reports what failed", async () => {
  const log: string[] = [];
  const tool = (name: string, isStuck = false) =>
    moduleOf(name, "tool", {
      mount: async () => async () => {
        log.push(name);
        if (isStuck) throw new Error("stuck");
      },
    });
  const { session, host } = await readySession({
    plan: { session: { orchestrator: "loop", context: "context" }, tools: ["a", "b", "c"] },
    modules: [tool("a"), tool("b", true), tool("c")],
  });
  assert.equal(await session.cleanup(), ["b: stuck"]);
  assert.equal(log, ["c", "b", "a"]);
  assert.equal(host.reports, ["cleanup of b: stuck"]);
});

test.run();
