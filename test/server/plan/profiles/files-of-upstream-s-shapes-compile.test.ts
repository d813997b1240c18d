/** Profiles, agents and bundles in the shapes of Amplifier's public ones, in words of our own, come to the plans that they mean. */
import * as assert from "uvu/assert";
import { checkMountPlan } from "../../../../kernel/index.ts";
import { compileProfile } from "../../../../server/plan/profiles/compile-profile.ts";
import { inSettingsScene, USER } from "../../../support/settings-scene.ts";
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
  // The flat spelling of the site, with texts for modules and an agent in the profile itself.
  [`${HOME}/profiles/flat.md`]: `---
name: flat
description: As the site shows it
extends: core
orchestrator: loop-streaming
context: {config: {max_tokens: 5000}}
model: anthropic/claude-opus-4-1
tools: [tool-filesystem, tool-bash]
agents:
  inline:
    helper:
      name: helper
      description: Helps out
      tools: [tool-search]
      system: {instruction: Be of help.}
---
`,
  [`${HOME}/agents/flat-scout.md`]: `---
name: flat-scout
description: As the site shows it
tools: [tool-filesystem]
agents: none
---
Find it.
`,
  [`${HOME}/profiles/sources.yaml`]: `
profile: {name: sources, version: 1.0.0, description: Sources as objects, extends: everyday}
exclude: {providers: all, tools: {tool-task: {config: [max_recursion_depth]}}}
providers:
  - {module: provider-openai, source: {type: git, url: "https://example.test/o", ref: v1, subdirectory: src}}
tools: [{module: tool-web, source: {type: package, name: tool-web-own}}]
agents: all
`,
  [USER]: "collections: {shelf: ../../shelf}\n",
  "home/shelf/behaviors/logging.yaml": `
bundle: {name: logging, version: 1.0.0}
hooks: [{module: hooks-logging, config: {events: [all]}}]
`,
  "home/shelf/behaviors/careful.md": `---
bundle: {name: careful}
includes: [{bundle: ./logging.yaml}]
context: {include: ["shelf:context/care.md"]}
session: {orchestrator: {module: loop-streaming, config: {stop: [a]}}}
---
`,
  "home/shelf/bundles/logging.md": "---\nbundle: {name: another}\n---\n",
  "home/shelf/bundles/work.md": `---
bundle: {name: work, version: 2.0.0, description: From a collection}
includes:
  - bundle: shelf:behaviors/careful
  - bundle: ../behaviors/logging.yaml
session:
  orchestrator: {module: loop-streaming, config: {stop: [b]}}
  context: context-simple
  injection_budget_per_turn: null
providers: [{module: provider-mock}]
tools: [tool-task]
agents:
  helper:
    description: Helps out
    spawn: {exclude_tools: [tool-task]}
---
Work as you were told.
`,
  "home/ampd/config/bundles/remote.md":
    "---\nbundle: {name: remote}\nincludes: [{bundle: git+https://example.test/bundle@main}]\n---\n",
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

test("the flat spelling, with an agent in the profile itself", async () => {
  const { plan } = await planOf("flat");
  assert.equal(plan.session, {
    orchestrator: { module: "loop-streaming" },
    context: { module: "context-simple", config: { max_tokens: 5000 } },
  });
  assert.equal(plan.tools, [{ module: "tool-filesystem" }, { module: "tool-bash" }]);
  const [provider] = plan.providers as { config: unknown }[];
  assert.equal(provider?.config, { default_model: "claude-opus-4-1" });
  const { helper } = plan.agents as Record<string, Record<string, unknown>>;
  assert.equal(helper?.tools, [{ module: "tool-search" }]);
  assert.equal(helper?.system, { instruction: "Be of help." });
  assert.is(plan.instruction, "Help with the task at hand.");
});

test("sources as objects, all agents that are found, and what is taken out of config", async () => {
  const { plan } = await planOf("sources");
  assert.equal(plan.providers, [
    {
      module: "provider-openai",
      source: { type: "git", url: "https://example.test/o", ref: "v1", subdirectory: "src" },
    },
  ]);
  assert.equal(plan.tools, [
    { module: "tool-web", source: { type: "package", name: "tool-web-own" } },
    { module: "tool-search" },
    { module: "tool-task", config: {} },
  ]);
  const flat = {
    description: "As the site shows it",
    tools: [{ module: "tool-filesystem" }],
    agents: "none",
    system: { instruction: "Find it." },
  };
  assert.equal(plan.agents, { explorer: EXPLORER, "flat-scout": flat });
});

test("a collection's bundle on its behaviors, by name and by path, each once", async () => {
  const { plan } = await planOf("shelf:work");
  assert.equal(plan.session, {
    orchestrator: { module: "loop-streaming", config: { stop: ["a", "b"] } },
    context: { module: "context-simple" },
    injection_budget_per_turn: null,
  });
  assert.equal(plan.hooks, [{ module: "hooks-logging", config: { events: ["all"] } }]);
  assert.equal(plan.agents, { helper: { description: "Helps out", spawn: { exclude_tools: ["tool-task"] } } });
  assert.is(plan.instruction, "Work as you were told.\n\n@shelf:context/care.md");
});

test("a bundle that is somewhere else is not fetched, and how it is had is told", async () => {
  const fault = await planOf("remote").catch((error: unknown) => error);
  assert.match(String(fault), /ampd collection add git\+https:\/\/example\.test\/bundle@main/);
});

test.run();
