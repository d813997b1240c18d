import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { keepCompacted, keptCompacted } from "../../../../modules/lib/compaction/kept-decisions.ts";
import { renderView } from "../../../../modules/lib/compaction/view.ts";
import { suite } from "../../../support/suite.ts";
import { inTemporaryDirectory } from "../../../support/temporary-directory.ts";
import { type CompactionFixture, called, compactionFixture, said, user } from "./compaction-fixture.ts";

const test = suite("decisions of a compaction");
const LONG = "x".repeat(2000);

/** A history that was compacted, and its view. */
async function compacted(stateDir: string): Promise<{ fixture: CompactionFixture; view: string[] }> {
  const fixture = compactionFixture({ budget: 6000, stateDir });
  for (let round = 0; round < 12; round += 1) {
    await fixture.add([user(`prompt ${round}`), ...called(`c${round}`, LONG), said(`answer ${round}`)]);
    await fixture.view();
  }
  assert.ok(fixture.dataOf("context:compaction").length > 0);
  return { fixture, view: linesOf(await fixture.view()) };
}

const linesOf = (view: readonly unknown[]): string[] => view.map((message) => JSON.stringify(message));

test("with the same history the view is the same, byte for byte, and nothing is compacted again", async () => {
  await inTemporaryDirectory(async (stateDir) => {
    const { fixture, view } = await compacted(stateDir);
    const back = compactionFixture({ budget: 6000, stateDir });
    await back.context.setMessages(await fixture.context.getMessages());
    assert.deepEqual(linesOf(await back.view()), view);
    assert.equal(back.dataOf("context:compaction").length, 0);
    await back.add([user("one more")]);
    assert.deepEqual(linesOf(await back.view()).slice(0, view.length), view);
  });
});

test("for a history that begins otherwise, or is shorter than what they are about, they do not count", async () => {
  await inTemporaryDirectory(async (stateDir) => {
    const { fixture } = await compacted(stateDir);
    const history = await fixture.context.getMessages();
    for (const other of [history.slice(0, 2), [user("something else"), ...history.slice(1, 3)]]) {
      const back = compactionFixture({ budget: 100_000, stateDir });
      await back.context.setMessages(other);
      assert.deepEqual(await back.view(), other);
    }
  });
});

test("they count for a history of any length", async () => {
  await inTemporaryDirectory(async (stateDir) => {
    const history = Array.from({ length: 150_000 }, () => user("x"));
    const decisions = new Map(history.map((_, index) => [index, "removed"] as const));
    const reports: string[] = [];
    const options = { stateDir, report: (line: string) => void reports.push(line) };
    await keepCompacted({ decisions, level: 3 }, history, options);
    assert.equal((await keptCompacted(history, options))?.decisions.size, history.length);
    assert.deepEqual(reports, []);
    assert.deepEqual(renderView(history, decisions, { truncateChars: 10, notice: said("left out") }), [
      said("left out"),
    ]);
  });
});

test("a file that cannot be read is told and costs nothing else", async () => {
  await inTemporaryDirectory(async (stateDir) => {
    writeFileSync(join(stateDir, "compaction.json"), "{");
    const back = compactionFixture({ stateDir });
    await back.context.setMessages([user("hello")]);
    assert.equal((await back.view()).length, 1);
    assert.equal(back.host.reports.length, 1);
  });
});

test.run();
