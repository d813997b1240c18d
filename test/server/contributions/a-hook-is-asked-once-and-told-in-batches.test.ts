import * as assert from "uvu/assert";
import { type HookDeclaration, mountRemoteHook } from "../../../server/contributions/remote-hook.ts";
import { type ContributionSite, contributionSite } from "../../support/contribution-site.ts";
import { suite } from "../../support/suite.ts";

const test = suite("a hook that lives elsewhere");

const CONTINUE = { action: "continue" };

function mounted(more: Partial<HookDeclaration> & { events: string[] }) {
  const scene = contributionSite();
  return { ...scene, unmount: mountRemoteHook({ name: "warden", ...more }, scene.site) };
}

/** The events of each batch that its giver was told. */
function batches({ connection }: ContributionSite): { events: string[]; dropped: unknown }[] {
  return connection.told
    .filter(({ method }) => method === "hook/observe")
    .map(({ params }) => ({
      events: (params.events as { data: { text: string } }[]).map(({ data }) => data.text),
      dropped: params.dropped,
    }));
}

const output = (text: string) => ({ tool_call_id: "c", stream: "stdout", text });
/** As what streams is emitted by modules. */
const stream = ({ coordinator }: ContributionSite, text: string) => coordinator.hooks.emit("tool:output", output(text));

test("patterns that overlap ask once, and tell once", async () => {
  const scene = mounted({ events: ["a:*", "*:b", "a:b", "tool:*", "*"] });
  const emitted = scene.coordinator.hooks.emit("a:b", {});
  (await scene.asked()).answer(CONTINUE);
  await emitted;
  await stream(scene, "x");
  scene.clock.advance(50);
  assert.is(scene.connection.asked.length, 1);
  assert.equal(batches(scene), [{ events: ["x"], dropped: undefined }]);
});

test("a gate is asked about what streams, with its own time, and tells nothing", async () => {
  const scene = mounted({ events: ["tool:output"], gate: true, timeoutMs: 77 });
  const emitted = stream(scene, "x");
  const { options, params, answer } = await scene.asked();
  assert.equal([options.timeoutMs, params.event], [77, "tool:output"]);
  answer({ action: "deny", reason: "no" });
  assert.is((await emitted).action, "deny");
  scene.clock.advance(1000);
  assert.equal(batches(scene), []);
});

test("it comes where its priority says", async () => {
  const scene = mounted({ events: ["a:b"], priority: 50 });
  const order: string[] = [];
  for (const priority of [10, 90]) {
    scene.coordinator.hooks.register("a:b", () => void order.push(`own ${priority}`), { name: "own", priority });
  }
  const emitted = scene.coordinator.hooks.emit("a:b", {});
  const { answer } = await scene.asked();
  assert.equal(order, ["own 10"]);
  answer(CONTINUE);
  await emitted;
  assert.equal(order, ["own 10", "own 90"]);
});

test("what streamed before a question is told before it", async () => {
  const scene = mounted({ events: ["*"] });
  await stream(scene, "before");
  const emitted = scene.coordinator.hooks.emit("a:b", {});
  (await scene.asked()).answer(CONTINUE);
  assert.equal(batches(scene), [{ events: ["before"], dropped: undefined }]);
  await emitted;
});

test("a cancel ends the question and is nobody's fault, and what comes behind it is asked all the same", async () => {
  const scene = mounted({ events: ["a:*"], gate: true });
  const emitted = scene.coordinator.hooks.emit("a:b", {});
  const first = await scene.asked();
  scene.coordinator.cancellation.request("graceful");
  assert.ok(first.options.signal.aborted);
  assert.is((await emitted).action, "deny");
  assert.equal(scene.dataOf("contribution:failed"), []);
  const ending = scene.coordinator.hooks.emit("a:end", {});
  const second = await scene.asked(2);
  assert.not(second.options.signal.aborted);
  second.answer(CONTINUE);
  assert.is((await ending).action, "continue");
});

test("what is taken back ends its question; a gate then denies, and neither is asked again", async () => {
  for (const gate of [true, false]) {
    const scene = mounted({ events: ["a:b"], gate });
    const emitted = scene.coordinator.hooks.emit("a:b", {});
    await scene.asked();
    scene.withdraw(new Error("It was taken back."));
    scene.unmount();
    assert.is((await emitted).action, gate ? "deny" : "continue");
    assert.is((await scene.coordinator.hooks.emit("a:b", {})).action, "continue");
    assert.is(scene.connection.asked.length, 1);
  }
});

test("one that fails on the news of its own failure is not asked for ever", async () => {
  const scene = mounted({ events: ["a:b", "contribution:failed"] });
  const emitted = scene.coordinator.hooks.emit("a:b", {});
  (await scene.asked()).fail(new Error("it broke"));
  (await scene.asked(2)).fail(new Error("it broke again"));
  assert.is((await emitted).action, "continue");
  assert.is(scene.connection.asked.length, 2);
  assert.is(scene.dataOf("contribution:failed").length, 1);
});

test("what streams goes together: after a while, or when it is much", async () => {
  const scene = mounted({ events: ["tool:output"] });
  for (let count = 0; count < 256; count++) await stream(scene, String(count));
  assert.equal(
    batches(scene).map(({ events }) => events.length),
    [256],
  );
  await stream(scene, "more");
  assert.is(batches(scene).length, 1);
  scene.clock.advance(49);
  assert.is(batches(scene).length, 1);
  scene.clock.advance(1);
  assert.equal(batches(scene)[1]?.events, ["more"]);
});

test("a giver that does not read gets the latest when it reads again, and how many were left out", async () => {
  const scene = mounted({ events: ["tool:output"] });
  scene.connection.queuedBytes = 1024 * 1024;
  for (let count = 1; count <= 2049; count++) await stream(scene, String(count));
  scene.clock.advance(500);
  assert.equal(batches(scene), []);
  scene.connection.queuedBytes = 0;
  scene.clock.advance(50);
  const [batch] = batches(scene);
  assert.equal(
    [batch?.dropped, batch?.events.length, batch?.events[0], batch?.events.at(-1)],
    [1025, 1024, "1026", "2049"],
  );
  await stream(scene, "next");
  scene.clock.advance(50);
  assert.equal(batches(scene)[1], { events: ["next"], dropped: undefined });
});

test("what waits when it is taken back is told, and nothing after", async () => {
  const scene = mounted({ events: ["tool:output"] });
  await stream(scene, "last");
  scene.unmount();
  assert.equal(batches(scene), [{ events: ["last"], dropped: undefined }]);
  await stream(scene, "late");
  scene.clock.advance(1000);
  assert.is(batches(scene).length, 1);
  assert.is(scene.clock.pending, 0);
});

test.run();
