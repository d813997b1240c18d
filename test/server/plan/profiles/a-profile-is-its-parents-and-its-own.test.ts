/** How profiles merge: by module, deep in config, parents first. */
import * as assert from "uvu/assert";
import { withoutExcluded } from "../../../../server/plan/profiles/exclude.ts";
import { suite } from "../../../support/suite.ts";
import { composeTexts, fileOf } from "./profile-scene.ts";

const test = suite("a profile is its parents and its own");
const BASE = fileOf(
  `
name: base
session: {orchestrator: {module: loop-basic, config: {max_iterations: 5}}, context: context-simple, injection_size_limit: 100}
providers: [{module: provider-mock, config: {default_model: small, timeout: 5}}]
tools: [tool-a, {module: tool-b, source: b-package, config: {deep: {x: 1, y: [1, 2]}}}, tool-c]
hooks: [hooks-a]
agents: all`,
  "You are careful.",
);

test("modules merge by id and keep the parent's order; new ones follow", async () => {
  const { plan } = await composeTexts({
    base: BASE,
    leaf: fileOf("name: leaf\nextends: base\ntools: [tool-d, {module: tool-b, config: {deep: {y: [3], z: 0}}}]"),
  });
  assert.equal(plan.tools, [
    { module: "tool-a" },
    { module: "tool-b", source: "b-package", config: { deep: { x: 1, y: [3], z: 0 } } },
    { module: "tool-c" },
    { module: "tool-d" },
  ]);
});

test("another orchestrator takes nothing from the one it replaces; the same one is changed", async () => {
  const of = async (yaml: string): Promise<unknown> => {
    const { plan } = await composeTexts({ base: BASE, leaf: fileOf(`name: leaf\nextends: base\n${yaml}`) });
    return (plan.session as { orchestrator: unknown }).orchestrator;
  };
  assert.equal(await of("orchestrator: loop-streaming"), { module: "loop-streaming" });
  assert.equal(await of("session: {orchestrator: {module: loop-basic, config: {temperature: 0}}}"), {
    module: "loop-basic",
    config: { max_iterations: 5, temperature: 0 },
  });
});

test("what is excluded is taken out of the parents, and comes back where a grandchild wants it", async () => {
  const texts = {
    base: BASE,
    child: fileOf(
      "name: child\nextends: base\nexclude: {tools: [tool-a], hooks: all, providers: {provider-mock: {config: [timeout]}}, agents: all}",
    ),
    leaf: fileOf("name: leaf\nextends: child\ntools: [tool-a]"),
  };
  const { plan, agents } = await composeTexts(texts);
  assert.equal(
    (plan.tools as { module: string }[]).map((tool) => tool.module),
    ["tool-b", "tool-c", "tool-a"],
  );
  assert.is(plan.hooks, undefined);
  assert.equal(plan.providers, [{ module: "provider-mock", config: { default_model: "small" } }]);
  assert.is(agents, "none");
});

test("names are taken out of a list by their list; a map says what goes from inside of an item", () => {
  const plan = { list: ["x", "y"], tools: [{ module: "m", id: "1", config: { a: 1, b: { c: 2 } } }, { module: "n" }] };
  assert.equal(withoutExcluded(plan, { list: ["x"] }), { ...plan, list: ["y"] });
  assert.equal(withoutExcluded(plan, { list: { x: "all" } }), plan);
  assert.equal(withoutExcluded(plan, { tools: { "1": { config: { b: ["c"] } } } }).tools, [
    { module: "m", id: "1", config: { a: 1, b: {} } },
    { module: "n" },
  ]);
  assert.equal(withoutExcluded(plan, { tools: { m: "all" } }).tools, [{ module: "n" }]);
  assert.equal(withoutExcluded(plan, { list: "x" }), { ...plan, list: ["y"] });
});

test("null takes a key away, but means no limit where a limit is", async () => {
  const { plan } = await composeTexts({
    base: BASE,
    leaf: fileOf(
      "name: leaf\nextends: base\nsession: {injection_size_limit: null}\nproviders: [{module: provider-mock, config: {timeout: null}}]",
    ),
  });
  assert.is((plan.session as { injection_size_limit: unknown }).injection_size_limit, null);
  assert.equal(plan.providers, [{ module: "provider-mock", config: { default_model: "small" } }]);
});

test("the body is inherited, replaced, or built on", async () => {
  const of = async (body: string): Promise<string | undefined> =>
    (await composeTexts({ base: BASE, leaf: fileOf("name: leaf\nextends: base", body) })).instruction;
  assert.is(await of(""), "You are careful.");
  assert.is(await of("Be quick."), "Be quick.");
  assert.is(await of("{{parent}}\n\nAnd be quick."), "You are careful.\n\nAnd be quick.");
});

test("several parents are merged left to right; one that they share does not undo what the first changed", async () => {
  const { plan } = await composeTexts({
    base: fileOf("name: base\ntools: [{module: tool-a, config: {n: 0, m: 0}}]"),
    left: fileOf("name: left\nextends: base\ntools: [{module: tool-a, config: {n: 1}}]"),
    right: fileOf("name: right\nextends: base\ntools: [{module: tool-a, config: {m: 2}}, tool-r]"),
    leaf: fileOf("name: leaf\nextends: [left, right]"),
  });
  assert.equal(plan.tools, [{ module: "tool-a", config: { n: 1, m: 2 } }, { module: "tool-r" }]);
});

test("bundles join the lists in session and spawn, and replace the instruction", async () => {
  const { plan, instruction } = await composeTexts({
    behaviour: fileOf(
      "bundle: {name: behaviour}\nspawn: {exclude_tools: [tool-a]}\nsession: {context: {module: c, config: {keep: [1]}}}",
      "Old.",
    ),
    leaf: fileOf(
      "bundle: {name: leaf}\nincludes: [{bundle: behaviour}]\nspawn: {exclude_tools: [tool-b]}\nsession: {context: {module: c, config: {keep: [2]}}}",
      "New.",
    ),
  });
  assert.equal(plan.spawn, { exclude_tools: ["tool-a", "tool-b"] });
  assert.equal(plan.session, { context: { module: "c", config: { keep: [1, 2] } } });
  assert.is(instruction, "New.");
});

test.run();
