/** null takes away what the parents say, for every part of a profile. */
import * as assert from "uvu/assert";
import { suite } from "../../../support/suite.ts";
import { composeTexts, fileOf } from "./profile-scene.ts";

const test = suite("a section that is null");

const PARENT = fileOf(
  `
name: parent
model: anthropic/a
session: {orchestrator: loop-basic, injection_size_limit: 5}
providers: [provider-mock]
tools: [tool-a, {module: tool-b, config: {x: 1, y: 2}}]
hooks: [hooks-a]
agents: {include: [scout], inline: {helper: {description: Helps}}}
context: {include: ["@a.md"]}
spawn: {tools: [tool-a]}
`,
  "Be kind.",
);

for (const [section, isGone] of [
  ["session", ({ plan }) => plan.session === undefined],
  ["providers", ({ plan }) => plan.providers === undefined],
  ["tools", ({ plan }) => plan.tools === undefined],
  ["hooks", ({ plan }) => plan.hooks === undefined],
  ["spawn", ({ plan }) => plan.spawn === undefined],
  ["agents", ({ agents, inlineAgents }) => agents === "none" && Object.keys(inlineAgents).length === 0],
  ["context", ({ context }) => context.length === 0],
  ["model", ({ model }) => model === undefined],
  ["instruction", ({ instruction }) => instruction === undefined],
] as const satisfies readonly [string, (all: Awaited<ReturnType<typeof composeTexts>>) => boolean][]) {
  test(`${section}: it is gone, and all else is as it was`, async () => {
    const before = await composeTexts({ parent: PARENT });
    const after = await composeTexts({
      parent: PARENT,
      child: fileOf(`name: child\nextends: parent\n${section}: null`),
    });
    assert.not(isGone(before), "the parent has it");
    assert.ok(isGone(after), JSON.stringify(after));
    const others = ({ plan, context, model, instruction }: typeof before) => {
      const parts = { ...plan, context, model, instruction };
      return Object.entries(parts).filter(([key]) => key !== section);
    };
    assert.equal(others(after), others(before));
  });
}

test("in config, the key goes, and comes back from a grandchild", async () => {
  const texts = {
    parent: PARENT,
    child: fileOf("name: child\nextends: parent\ntools: [{module: tool-b, config: {x: null}}]"),
  };
  assert.equal((await composeTexts(texts)).plan.tools, [{ module: "tool-a" }, { module: "tool-b", config: { y: 2 } }]);
  const more = { ...texts, last: fileOf("name: last\nextends: child\ntools: [{module: tool-b, config: {x: 3}}]") };
  assert.equal(((await composeTexts(more)).plan.tools as unknown[])[1], { module: "tool-b", config: { y: 2, x: 3 } });
});

test.run();
