import assert from "node:assert/strict";
import type { Message } from "../../../../kernel/index.ts";
import { estimateTokens } from "../../../../modules/lib/compaction/index.ts";
import { alwaysProtected, unitsOf } from "../../../../modules/lib/compaction/units.ts";
import { renderMessage } from "../../../../modules/lib/compaction/view.ts";
import { suite } from "../../../support/suite.ts";
import { compactionFixture } from "./compaction-fixture.ts";
import { randomFrom, randomSettings, randomSteps } from "./random-history.ts";

const test = suite("the budget");

const cost = (messages: readonly Message[]): number => messages.reduce((sum, one) => sum + estimateTokens(one), 0);

/** What the harshest compaction leaves: the protected messages, results of any length in their shortest form. */
function leastCost(history: readonly Message[], truncateChars: number): number {
  const kept = [...alwaysProtected(history, unitsOf(history))].flatMap((index) => history[index] ?? []);
  const shortest = (message: Message): number => {
    const short = message.role === "tool" ? renderMessage(message, "shortened", truncateChars) : undefined;
    return Math.min(estimateTokens(message), short === undefined ? Number.POSITIVE_INFINITY : estimateTokens(short));
  };
  return kept.reduce((sum, message) => sum + shortest(message), 0);
}

test("for random histories, a view is within its budget whenever that is possible", async () => {
  let tight = 0;
  for (let seed = 100; seed <= 160; seed += 1) {
    const random = randomFrom(seed);
    const config = randomSettings(random);
    const budget = 500 + Math.floor(random() * 6000);
    const fixture = compactionFixture({ config, budget });
    const history: Message[] = [];
    for (const step of randomSteps(random, 40)) {
      await fixture.add(step);
      history.push(...step);
      const view = await fixture.view();
      const least = leastCost(history, Number(config.truncate_chars)) + Number(config.compaction_notice_token_reserve);
      if (least > budget) continue;
      assert.ok(cost(view) <= budget, `seed ${seed}: ${cost(view)} tokens, budget ${budget}, least ${least}`);
      if (cost(history) > budget) tight += 1;
    }
  }
  assert.ok(tight > 500, "most of the views must have been too big without compaction");
});

test.run();
