import * as assert from "uvu/assert";
import { makeHome, mockPlan, removeHome, ServerFixture, storedFiles } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("two servers");
const S = { sessionId: "s" };
const ROUNDS = 8;

test("of two that resume at once one has it, by turns; the journal has one turn behind the other", async () => {
  const home = await makeHome();
  const make = (): Promise<ServerFixture> => ServerFixture.start({ home, capabilities: {} });
  const servers = [await make(), await make()];
  try {
    await servers[0]?.createSession({ ...S, mountPlan: mockPlan([{ text: "An answer in pieces." }]) });
    await servers[0]?.call("session/close", S);
    for (let round = 0; round < ROUNDS; round += 1) {
      const answers = await Promise.all(servers.map((server) => server.send("session/resume", S).response));
      const winners = servers.filter((_, index) => answers[index]?.error === undefined);
      assert.is(winners.length, 1, JSON.stringify(answers.map(({ error }) => error)));
      const loser = answers.find(({ error }) => error !== undefined)?.error as { data: Json };
      assert.is(loser.data.kind, "session-locked");
      const [winner] = winners;
      await winner?.call("session/execute", { ...S, prompt: `Round ${round}.` });
      const crashes = round % 3 === 2;
      if (!crashes) await winner?.call("session/close", S);
      else {
        await winner?.crash();
        servers[servers.indexOf(winner as ServerFixture)] = await make();
      }
    }
    const journal = (await storedFiles(home, "s")).get("journal.jsonl") ?? "";
    const records = journal
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Json);
    const bounds = records.filter(({ type }) => type === "turn_start" || type === "turn_end");
    const expected = Array.from({ length: ROUNDS }, (_, index) => [`turn_start ${index + 1}`, `turn_end ${index + 1}`]);
    assert.equal(
      bounds.map(({ type, turn }) => `${type} ${turn}`),
      expected.flat(),
    );
  } finally {
    for (const server of servers) await server.crash();
    await removeHome(home);
  }
});

test.run();
