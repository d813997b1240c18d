/** Profiles, agents and bundles in the shapes of Amplifier's public ones, in words of our own, come to the plans that they mean. */
import * as assert from "uvu/assert";
import { checkMountPlan } from "../../../../kernel/index.ts";
import { compileProfile } from "../../../../server/plan/profiles/compile-profile.ts";
import { inSettingsScene } from "../../../support/settings-scene.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("files of upstream's shapes");

const HOME = "home/.amplifier";
const FILES = {
  [`${HOME}/profiles/core.md`]: `---
profile:
  name: core
  version: 1.0.0
  description: The least
session:
  orchestrator:
    module: loop-basic
    source: git+https://example.test/amplifier-module-loop-basic@main
  context:
    module: context-simple
    config: {max_tokens: 100000}
providers:
  - module: provider-anthropic
    source: git+https://example.test/amplifier-module-provider-anthropic@main
    config: {default_model: claude-sonnet-4-5}
---
Help with the task at hand.
`,
  [`${HOME}/profiles/everyday.md`]: `---
profile:
  name: everyday
  version: 1.1.0
  description: For every day
  extends: core
session:
  orchestrator:
    module: loop-streaming
    config: {extended_thinking: true}
  context: {module: context-simple, config: {compact_threshold: 0.8}}
ui: {show_thinking_stream: true}
tools:
  - module: tool-web
  - module: tool-search
  - {module: tool-task, config: {max_recursion_depth: 2}}
hooks:
  - module: hooks-logging
agents:
  - explorer
---
`,
  [`${HOME}/profiles/quiet.md`]: `---
profile: {name: quiet, version: 1.0.0, description: Without the web, extends: everyday}
exclude:
  tools: [tool-web]
  agents: all
---
Say little.
`,
  [`${HOME}/agents/explorer.md`]: `---
meta:
  name: explorer
  description: Looks around and reports
tools:
  - module: tool-search
providers:
  - {module: provider-anthropic, config: {default_model: claude-haiku-4-5, temperature: 0.3}}
---
Look, and say what you found.
`,
  "home/ampd/config/bundles/notes.md": `---
bundle: {name: notes, version: 0.1.0, description: A behaviour}
hooks: [{module: hooks-todo-reminder}]
spawn: {exclude_tools: [tool-task]}
context: {include: ["@user:notes.md"]}
---
`,
  "home/ampd/config/bundles/desk.md": `---
bundle: {name: desk, version: 0.2.0, description: A whole set-up}
includes:
  - bundle: notes
session:
  orchestrator: {module: loop-streaming}
  context: {module: context-simple}
providers: [{module: provider-mock}]
tools: [tool-task, tool-todo]
agents: {include: [explorer]}
---
Keep the desk tidy.
`,
} as const;

async function planOf(name: string): Promise<{ plan: Record<string, unknown>; warnings: string[] }> {
  let found: Awaited<ReturnType<typeof planOf>> | undefined;
  await inSettingsScene(FILES, async ({ service, workspace }) => {
    const sources = { environment: service.environment, settings: await service.read(workspace) };
    const { plan, warnings } = await compileProfile(name, sources);
    assert.equal(checkMountPlan(plan).errors, [], name);
    found = { plan, warnings: warnings.map(({ message }) => message) };
  });
  if (found === undefined) throw new Error("nothing was compiled");
  return found;
}

const EXPLORER = {
  description: "Looks around and reports",
  tools: [{ module: "tool-search" }],
  providers: [{ module: "provider-anthropic", config: { default_model: "claude-haiku-4-5", temperature: 0.3 } }],
  system: { instruction: "Look, and say what you found." },
};

test("a profile on a profile: other orchestrator, deeper config, the parent's body", async () => {
  const { plan, warnings } = await planOf("everyday");
  assert.equal(plan, {
    session: {
      orchestrator: { module: "loop-streaming", config: { extended_thinking: true } },
      context: { module: "context-simple", config: { max_tokens: 100_000, compact_threshold: 0.8 } },
    },
    providers: [
      {
        module: "provider-anthropic",
        source: "git+https://example.test/amplifier-module-provider-anthropic@main",
        config: { default_model: "claude-sonnet-4-5" },
      },
    ],
    tools: [
      { module: "tool-web" },
      { module: "tool-search" },
      { module: "tool-task", config: { max_recursion_depth: 2 } },
    ],
    hooks: [{ module: "hooks-logging" }],
    agents: { explorer: EXPLORER },
    instruction: "Help with the task at hand.",
  });
  assert.is(warnings.length, 1);
  assert.match(warnings[0] ?? "", /everyday\.md: ui has no effect here/);
});

test("a profile that takes away", async () => {
  const { plan } = await planOf("quiet");
  assert.equal(
    (plan.tools as { module: string }[]).map(({ module }) => module),
    ["tool-search", "tool-task"],
  );
  assert.is(plan.agents, undefined);
  assert.is(plan.instruction, "Say little.");
});

test("a bundle with a behaviour: its hooks, its spawn rules for tool-task, its context", async () => {
  const { plan } = await planOf("desk");
  assert.equal(plan.hooks, [{ module: "hooks-todo-reminder" }]);
  assert.equal(plan.tools, [
    { module: "tool-task", config: { exclude_tools: ["tool-task"] } },
    { module: "tool-todo" },
  ]);
  assert.equal(plan.agents, { explorer: EXPLORER });
  assert.is(plan.instruction, "Keep the desk tidy.\n\n@user:notes.md");
});

test.run();
