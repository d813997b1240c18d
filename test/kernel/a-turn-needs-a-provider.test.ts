import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { answer, PLAN, PROMPT, readySession } from "./session-fixture.ts";

const test = suite("providers of a turn");

const ROWS: readonly [what: string, providers: string[], wanted: string | undefined, error: RegExp | undefined][] = [
  ["any provider will do", ["provider"], undefined, undefined],
  ["the one that is named is there", ["provider"], "provider", undefined],
  ["there is none", [], undefined, /has no provider\. The providers are: none; mount one under `providers`/],
  ["the one that is named is not there", ["provider"], "other", /no provider "other"\. The providers are: provider\./],
];

for (const [what, providers, wanted, error] of ROWS) {
  test(what, async () => {
    const { session } = await readySession({ plan: { ...PLAN, providers } });
    const outcome = await session
      .execute(PROMPT, wanted === undefined ? {} : { provider: wanted })
      .catch((fault) => fault);
    if (error === undefined) return assert.is(outcome.text, "done");
    assert.is(outcome.code, "provider-missing");
    assert.match(outcome.message, error);
    assert.is(session.turns, 0);
  });
}

test("the turn gets the providers and tools that are mounted now, by name, and its options", async () => {
  const seen: unknown[] = [];
  const { session, coordinator } = await readySession({
    run: async ({ providers, tools, options }) => {
      seen.push([...providers.keys()], [...tools.keys()], options.model);
      return answer("done")();
    },
  });
  const tool = { name: "t", description: "", inputSchema: {}, execute: async () => ({ success: true, output: 1 }) };
  coordinator.mount("tools", tool, { name: "t" });
  await session.execute(PROMPT, { model: "big" });
  assert.equal(seen, [["provider"], ["t"], "big"]);
});

test.run();
