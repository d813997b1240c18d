import assert from "node:assert/strict";
import { textOf } from "../../../kernel/index.ts";
import { suite } from "../../support/suite.ts";
import { ask, failureOf } from "../provider-fixture.ts";
import { withAnthropic } from "./fixture.ts";

const test = suite("A failed answer of Anthropic");

test("is asked for again after what the vendor says, when nothing of it was seen", async () => {
  const replies = [
    { status: 429, retryAfter: 7 },
    "reset",
    { blocks: [], after: "cut" },
    { blocks: [], after: { error: "overloaded_error" } },
    "Here.",
  ] as const;
  await withAnthropic(replies, async ({ provider, clock, dataOf }) => {
    const { response } = await ask(provider);
    assert.equal(textOf(response.content), "Here.");
    const kinds = dataOf("provider:retry").map(({ error }) => (error as { kind: string }).kind);
    assert.deepEqual(kinds, ["RateLimit", "Network", "Stream", "ProviderUnavailable"]);
    assert.equal(clock.delays[0], 7000);
  });
});

test("is not asked for again when a part of it was seen", async () => {
  await withAnthropic([{ blocks: [{ text: "So" }], after: "cut" }, "Never."], async ({ provider, server }) => {
    assert.equal((await failureOf(ask(provider))).kind, "Stream");
    assert.equal(server.requests.length, 1);
  });
});

test("of a vendor with too much to do is asked for twice as often", async () => {
  const check = async ({ provider, server }: Parameters<Parameters<typeof withAnthropic>[1]>[0]): Promise<void> => {
    await failureOf(ask(provider));
    assert.equal(server.requests.length, 11);
  };
  await withAnthropic(() => ({ status: 529 }), check);
});

test.run();
