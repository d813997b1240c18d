/** What is promised of merging for any profiles: order, untouched parents, grouping, repetition, and what is taken out. */
import * as assert from "uvu/assert";
import type { JsonObject } from "../../../../kernel/index.ts";
import { mergePlans } from "../../../../server/plan/merge-plans.ts";
import { type Composition, compose, lineOf } from "../../../../server/plan/profiles/compose.ts";
import type { ProfileDocument } from "../../../../server/plan/profiles/document.ts";
import { Random } from "../../../fuzz/random.ts";
import { suite } from "../../../support/suite.ts";
import { frozen, MODULES, randomDocument, randomPlan } from "./random-documents.ts";

const test = suite("merging keeps its promises");
const RUNS = 300;

/** One test of many runs, each with a seed of its own that a failure tells. */
function forAny(title: string, body: (random: Random) => void | Promise<void>): void {
  test(`for any ${title}`, async () => {
    for (let seed = 1; seed <= RUNS; seed += 1) {
      try {
        await body(new Random(seed));
      } catch (error) {
        if (error instanceof Error) error.message = `seed ${seed}: ${error.message}`;
        throw error;
      }
    }
  });
}

function idsOf(plan: JsonObject, section = "tools"): string[] {
  return ((plan[section] ?? []) as { module: string }[]).map(({ module }) => module);
}

function lineOfRandom(random: Random): ProfileDocument[] {
  return Array.from({ length: 1 + random.below(4) }, (_, index) => randomDocument(`p${index}`, random));
}

forAny("three plans, grouping does not matter, and they stay as they were", (random) => {
  const [a, b, c] = [1, 2, 3].map(() => frozen(randomPlan(random, ["loop-a"])));
  assert.equal(mergePlans(mergePlans(a, b), c), mergePlans(a, mergePlans(b, c)));
});

forAny("plan, what is merged with itself or with nothing is the same", (random) => {
  const plan = frozen(randomPlan(random));
  for (const other of [plan, {}, undefined]) assert.equal(mergePlans(plan, other), plan);
  assert.equal(mergePlans({}, plan), plan);
});

forAny("two plans, the stronger one's values hold, and the weaker one's where it says nothing", (random) => {
  const [weak, strong] = [randomPlan(random), randomPlan(random)];
  const merged = mergePlans(weak, strong) as JsonObject;
  const toolOf = (plan: JsonObject, id: string): JsonObject =>
    ((plan.tools ?? []) as JsonObject[]).find(({ module }) => module === id) ?? {};
  for (const id of MODULES) {
    const [below, above, both] = [weak, strong, merged].map((plan) => (toolOf(plan, id).config ?? {}) as JsonObject);
    for (const key of ["number", "text", "list", "flag"]) assert.equal(both?.[key], above?.[key] ?? below?.[key], key);
  }
});

forAny("profiles on each other, modules stand in the order in which they were first named", (random) => {
  const line = lineOfRandom(random);
  for (const section of ["tools", "hooks"]) {
    const named = [...new Set(line.flatMap(({ plan }) => idsOf(plan, section)))];
    assert.equal(idsOf(compose(line).plan, section), named);
  }
});

forAny("profiles on each other, the documents are not touched", (random) => {
  const line = lineOfRandom(random).map((document) =>
    frozen({ ...document, exclude: { tools: [random.pick(MODULES)], hooks: "all" } }),
  );
  const before = JSON.stringify(line);
  compose(line);
  assert.is(JSON.stringify(line), before);
});

forAny("profiles on each other, one that comes to the same as all of its parents may take their place", (random) => {
  const line = lineOfRandom(random);
  const last = frozen({ ...randomDocument("last", random), exclude: { tools: [random.pick(MODULES)] } });
  assert.equal(compose([asDocument(compose(line)), last]), compose([...line, last]));
});

forAny("profiles on each other, a loop has only what was said of it since another one was chosen", (random) => {
  const line = lineOfRandom(random);
  const loops = line.flatMap(({ plan }) => (plan.session as { orchestrator: { module: string } })?.orchestrator ?? []);
  const last = loops.at(-1)?.module;
  const since = line
    .filter(({ plan }) => plan.session !== undefined)
    .slice(loops.findLastIndex(({ module }) => module !== last) + 1);
  const all = compose(line).plan.session as { orchestrator?: unknown } | undefined;
  const own = compose(since).plan.session as { orchestrator?: unknown } | undefined;
  assert.equal(all?.orchestrator, own?.orchestrator);
});

forAny("profiles on each other, to say the same again changes nothing", (random) => {
  const line = lineOfRandom(random);
  const [last] = line.slice(-1);
  assert.equal(compose([...line, last as ProfileDocument]), compose(line));
});

forAny("profiles on each other, one that says nothing changes nothing", (random) => {
  const line = lineOfRandom(random);
  const nothing = asDocument({
    plan: {},
    agents: undefined,
    inlineAgents: {},
    context: [],
    instruction: undefined,
    model: undefined,
  });
  assert.equal(compose([...line, nothing]), compose(line));
  assert.equal(compose([nothing, ...line]), compose(line));
});

forAny("profile, what is excluded is gone unless it is named again, and all else is as it was", (random) => {
  const line = lineOfRandom(random);
  const gone = MODULES.filter(() => random.isTrue(0.4));
  const exclude = { tools: random.isTrue(0.2) ? "all" : gone, nothing: ["there"] };
  const own = randomDocument("leaf", random, { exclude });
  const before = compose(line);
  const after = compose([...line, { ...own, plan: {} }]);
  assert.equal(idsOf(after.plan), exclude.tools === "all" ? [] : idsOf(before.plan).filter((id) => !gone.includes(id)));
  assert.equal(after.plan.hooks, before.plan.hooks);
  assert.equal(after.plan.session, before.plan.session);
  const ids = idsOf(compose([...line, own]).plan);
  for (const id of idsOf(own.plan)) assert.ok(ids.includes(id), `${id} is named by the profile itself`);
  const again = randomDocument("child", random, { plan: { tools: MODULES.map((module) => ({ module })) } });
  assert.equal([...idsOf(compose([...line, own, again]).plan)].sort(), MODULES);
});

forAny(
  "profiles that share parents, each stands in the line once, behind all that it builds on and left before right",
  async (random) => {
    const documents = Array.from({ length: 8 }, (_, index) => {
      const earlier = Array.from({ length: index }, (_, before) => `p${before}`);
      return randomDocument(`p${index}`, random, { parents: earlier.filter(() => random.isTrue(0.4)) });
    });
    const find = async (name: string): Promise<ProfileDocument> => {
      const found = documents.find((document) => document.name === name);
      if (found === undefined) throw new Error(`nothing is called ${name}`);
      return found;
    };
    const leaf = documents.at(-1) as ProfileDocument;
    const line = await lineOf(leaf, find);
    const names = line.map(({ name }) => name);
    assert.is(names.at(-1), leaf.name);
    assert.equal(names, firstVisits(leaf, documents));
    for (const { name, parents } of line)
      for (const parent of parents) assert.ok(names.indexOf(parent) < names.indexOf(name), `${parent} before ${name}`);
  },
);

/** The order of a walk that goes to the parents first, each name where it comes up first. */
function firstVisits(document: ProfileDocument, all: readonly ProfileDocument[]): string[] {
  const above = document.parents
    .flatMap((name) => all.filter((one) => one.name === name))
    .flatMap((one) => firstVisits(one, all));
  return [...new Set([...above, document.name])];
}

function asDocument({ plan, ...rest }: Composition): ProfileDocument {
  const fixed = { kind: "profile", name: "flat", origin: "flat.md", parents: [], exclude: {}, ignored: [] } as const;
  return frozen({ ...fixed, ...rest, plan });
}

test.run();
