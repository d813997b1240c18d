import * as assert from "uvu/assert";
import { ManualClock, testHost, until } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";
import { answer, codeOf, gate, moduleOf, PLAN, PROMPT, readySession, sessionFixture } from "./session-fixture.ts";

const test = suite("closing");

const downs = (log: string[]) =>
  moduleOf("hook", "hook", { mount: async () => async () => void log.push("hook is down") });

test("a running turn is cancelled and awaited, then the session ends, then modules are taken down", async () => {
  const log: string[] = [];
  const fixture = await readySession({
    plan: { ...PLAN, hooks: ["hook"] },
    modules: [downs(log)],
    run: async ({ coordinator }) => {
      await new Promise<void>((resolve) =>
        coordinator.cancellation.immediate.addEventListener("abort", () => resolve()),
      );
      return { ...(await answer("")()), stopReason: "cancelled" };
    },
  });
  fixture.coordinator.hooks.observe("*", ({ event }) => void log.push(event), { name: "log" });
  const executed = fixture.session.execute(PROMPT);
  await until(() => log.includes("prompt:submit"));
  const closed = fixture.session.cleanup("cancelled");
  assert.is(fixture.session.state, "closing");
  assert.equal(await closed, []);
  assert.is((await executed).stopReason, "cancelled");
  assert.equal(log, [
    "prompt:submit",
    "cancel:requested",
    "prompt:complete",
    "cancel:completed",
    "session:end",
    "hook is down",
  ]);
  assert.is(fixture.dataOf("session:end")[0]?.status, "cancelled");
});

test("a turn that does not end holds the closing up for the grace and no longer", async () => {
  const clock = new ManualClock();
  const fixture = await readySession({ host: testHost(clock), run: () => new Promise(() => {}) });
  const executed = fixture.session.execute(PROMPT);
  await until(() => fixture.events.includes("prompt:submit"));
  const closed = fixture.session.cleanup();
  await until(() => clock.pending > 0);
  clock.advance(10_000);
  await closed;
  assert.is((await executed).stopReason, "cancelled");
  assert.is(fixture.session.state, "closed");
});

test("an initialization that runs is awaited, and what it mounted is taken down", async () => {
  const log: string[] = [];
  const mounting = gate();
  const slow = moduleOf("slow", "tool", {
    mount: async () => {
      await mounting.promise;
      return undefined;
    },
  });
  const fixture = sessionFixture({ plan: { ...PLAN, tools: ["slow"], hooks: ["hook"] }, modules: [slow, downs(log)] });
  const initialized = fixture.session.initialize();
  const closed = fixture.session.cleanup();
  mounting.open();
  await initialized;
  assert.is(await codeOf(fixture.session.execute(PROMPT)), "session-not-ready", "it is closing already");
  await closed;
  assert.equal(log, ["hook is down"]);
  assert.equal(fixture.events, ["session:start", "session:end"]);
  assert.is(fixture.session.state, "closed");
});

test("an initialization that fails meanwhile leaves nothing to end", async () => {
  const fixture = sessionFixture({ plan: { session: { orchestrator: "nowhere", context: "context" } } });
  const initialized = fixture.session.initialize().catch(() => "failed");
  assert.equal(await fixture.session.cleanup(), []);
  assert.is(await initialized, "failed");
  assert.equal(fixture.events, []);
});

test("closing twice is closing once", async () => {
  const fixture = await readySession();
  const [first, second] = await Promise.all([fixture.session.cleanup("failed"), fixture.session.cleanup()]);
  assert.is(first, second);
  assert.equal(
    fixture.dataOf("session:end").map(({ status }) => status),
    ["failed"],
  );
});

test.run();
