import assert from "node:assert/strict";
import { type JsonObject, textOf } from "../../../../kernel/index.ts";
import { suite } from "../../../support/suite.ts";
import { called, compactionFixture, said, user } from "./compaction-fixture.ts";

const test = suite("the notice of a compaction");

const base = { protected_tool_results: 0, protected_recent: 0, truncate_chars: 50 };

async function viewWith(
  config: JsonObject,
): Promise<{ readonly texts: string[]; readonly notice: string | undefined }> {
  const fixture = compactionFixture({ budget: 2000, config: { ...base, ...config } });
  await fixture.add([user("go"), ...called("a", "x".repeat(8000)), said("so"), user("on"), said("yes")]);
  const texts = (await fixture.view()).map((message) => textOf(message.content));
  return { texts, notice: texts.find((text) => text.startsWith("[Notice")) };
}

const CASES: readonly { name: string; config: JsonObject; notice: RegExp | undefined }[] = [
  { name: "normal: with numbers", config: {}, notice: /Messages left out: 0; shortened: 1\. What you need/ },
  { name: "minimal: one sentence", config: { compaction_notice_verbosity: "minimal" }, notice: /from here on\.\]$/ },
  { name: "verbose: with the tools", config: { compaction_notice_verbosity: "verbose" }, notice: /concerned: look\./ },
  { name: "no more than its room", config: { compaction_notice_token_reserve: 10 }, notice: /^.{40}$/ },
  { name: "switched off", config: { compaction_notice_enabled: false }, notice: undefined },
  { name: "not below its level", config: { compaction_notice_min_level: 3 }, notice: undefined },
];
for (const { name, config, notice: expected } of CASES) {
  test(name, async () => {
    const { texts, notice } = await viewWith(config);
    if (expected === undefined) assert.equal(notice, undefined);
    else assert.match(notice ?? "", expected);
    assert.equal(texts.filter((text) => text.includes("characters left out")).length, 1);
  });
}

test("it stands before what was changed, and not between a call and its result", async () => {
  const { texts } = await viewWith({});
  assert.equal(texts[0], "go");
  assert.match(texts[1] ?? "", /^\[Notice/);
  assert.match(texts[3] ?? "", /^x{50}\n\[7950 characters left out to save room\]$/);
});

test.run();
