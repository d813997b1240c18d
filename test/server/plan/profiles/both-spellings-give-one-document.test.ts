/** Upstream's nested spelling and the flat one of its site say the same. */
import * as assert from "uvu/assert";
import { readDocument } from "../../../../server/plan/profiles/read-document.ts";
import { suite } from "../../../support/suite.ts";
import { documentOf, fileOf } from "./profile-scene.ts";

const test = suite("both spellings give one document");

const NESTED = `
profile:
  name: mine
  version: 1.0
  description: For tests
  model: anthropic/claude
  extends: base
session:
  orchestrator: {module: loop-streaming, config: {extended_thinking: true}}
  context: {module: context-simple}
tools: [{module: tool-bash}]
agents: [scout]`;
const FLAT = `
name: mine
version: "1"
description: For tests
model: anthropic/claude
extends: [base]
orchestrator: {module: loop-streaming, config: {extended_thinking: true}}
context: context-simple
tools: [tool-bash]
agents: {include: [scout]}`;

test("the two are equal", async () => {
  assert.equal(
    await documentOf("mine", fileOf(NESTED, "Be kind.")),
    await documentOf("mine", fileOf(FLAT, "\nBe kind.\n")),
  );
});

test("what a document is shows in its head, or in its folder", async () => {
  const kinds = [
    ["bundle: {name: b}", "profile", "bundle"],
    ["meta: {name: a}", "profile", "agent"],
    ["name: a", "agent", "agent"],
    ["name: a", "profile", "profile"],
  ] as const;
  for (const [yaml, folder, kind] of kinds)
    assert.is((await readDocument(fileOf(yaml), "x.md", folder)).kind, kind, yaml);
});

test("a companion's config joins the entry, and a separate source does too", async () => {
  const { plan } = await documentOf(
    "x",
    fileOf(
      "session: {orchestrator: loop-basic, orchestrator_source: l-package, context: c}\norchestrator: {config: {max_iterations: 3}}",
    ),
  );
  assert.equal(plan.session, {
    orchestrator: { module: "loop-basic", source: "l-package", config: { max_iterations: 3 } },
    context: { module: "c" },
  });
});

test("a bundle's includes are its parents, its context are mentions", async () => {
  const bundle = await documentOf(
    "x",
    fileOf(
      "bundle: {name: b}\nincludes: [{bundle: 'kit:behaviours/log'}, other]\ncontext: {include: ['kit:a.md', '@b.md']}",
    ),
  );
  assert.equal(bundle.parents, ["kit:behaviours/log", "other"]);
  assert.equal(bundle.context, ["@kit:a.md", "@b.md"]);
});

test("agents that are written out become overlays with entries", async () => {
  const { agents, inlineAgents } = await documentOf(
    "x",
    fileOf("agents: {scout: {description: Looks, tools: [tool-search]}}"),
  );
  assert.is(agents, undefined);
  assert.equal(inlineAgents, { scout: { description: "Looks", tools: [{ module: "tool-search" }] } });
});

test("fields of other programs have no effect, and are told", async () => {
  const { ignored } = await documentOf(
    "x",
    fileOf("profile: {name: x, tags: [a]}\nui: {color: true}\nlogging: {level: debug}"),
  );
  assert.equal([...ignored].sort(), ["logging", "profile.tags", "ui"]);
});

test.run();
