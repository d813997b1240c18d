import * as assert from "uvu/assert";
import { AmpdClient } from "../../../clients/node/index.ts";
import { isolatedHome } from "../../support/isolated-home.ts";
import { mockPlan } from "../../support/server-fixture.ts";
import { suite } from "../../support/suite.ts";

const test = suite("what the Node client does with a session");

test("fork, revert, queue, settings, compaction and log have a method each", async () => {
  const home = isolatedHome();
  const client = await AmpdClient.connect({ env: home.env });
  try {
    const plan = mockPlan(["One.", "Two.", "Three."], { hooks: [{ module: "hooks-logging" }] });
    const session = await client.createSession({ mountPlan: plan, cwd: home.directory });
    await session.execute("one");
    const { turnId } = await session.enqueue("two", { turnId: "t-2" });
    assert.equal([turnId, (await session.execute("two", { turnId })).text], ["t-2", "Two."]);
    assert.equal(await session.queue(), { entries: [] });
    const heard: string[] = [];
    const forked = await session.fork({ atTurn: 1, title: "A fork", onEvent: ({ event }) => heard.push(event) });
    assert.is.not(forked.id, session.id);
    await forked.execute("on my own");
    assert.ok(heard.includes("prompt:complete"));
    assert.is(await session.revert(1), 1);
    assert.equal(await session.configure({ title: "Mine" }), { title: "Mine" });
    assert.is((await session.compact()).compacted, false);
    const logged: string[] = [];
    for await (const { event } of session.log({ events: ["prompt:*", "session:revert"] })) logged.push(event);
    assert.equal(logged, ["prompt:submit", "prompt:complete", "prompt:submit", "prompt:complete", "session:revert"]);
  } finally {
    await client.close();
    home.remove();
  }
});

test.run();
