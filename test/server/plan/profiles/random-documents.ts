/** Profiles that nobody would write, from a seed: a few names, so that they meet, and config of every kind. Frozen all the way down. */
import type { JsonObject } from "../../../../kernel/index.ts";
import type { ProfileDocument } from "../../../../server/plan/profiles/document.ts";
import type { Random } from "../../../fuzz/random.ts";

export const MODULES = ["tool-a", "tool-b", "tool-c", "tool-d", "tool-e"];

/** A map stays a map under its key, and a value a value: only then does grouping not matter. */
export function randomConfig(random: Random, depth = 2): JsonObject {
  const values: Readonly<Record<string, () => unknown>> = {
    number: () => random.below(9),
    text: () => random.pick(["x", "", "@y.md"]),
    list: () => [1, 2, 3, 4].filter(() => random.isTrue(0.4)),
    flag: () => random.isTrue(0.5),
    ...(depth > 0 && { deep: () => randomConfig(random, depth - 1) }),
  };
  return someOf(values, random);
}

function someOf(values: Readonly<Record<string, () => unknown>>, random: Random): JsonObject {
  const keys = shuffled(Object.keys(values), random).filter(() => random.isTrue(0.5));
  return Object.fromEntries(keys.map((key) => [key, values[key]?.()]));
}

/** In any order, each module at most once. */
export function randomModules(random: Random): JsonObject[] {
  return shuffled(MODULES, random)
    .filter(() => random.isTrue(0.5))
    .map((module) => ({ module, ...(random.isTrue(0.7) && { config: randomConfig(random) }) }));
}

/** @param loops another one takes nothing from the one before it, so that grouping matters where there are several */
export function randomPlan(random: Random, loops: readonly string[] = ["loop-a", "loop-b"]): JsonObject {
  const module = random.pick(loops);
  return someOf(
    {
      tools: () => randomModules(random),
      hooks: () => randomModules(random),
      session: () => ({
        orchestrator: { module, config: randomConfig(random) },
        injection_size_limit: random.below(9),
      }),
    },
    random,
  );
}

/** @param parents names of others */
export function randomDocument(name: string, random: Random, own: Partial<ProfileDocument> = {}): ProfileDocument {
  return frozen({
    kind: random.isTrue(0.3) ? "bundle" : "profile",
    name,
    origin: `${name}.md`,
    parents: [],
    plan: randomPlan(random),
    inlineAgents: random.isTrue(0.3) ? { [random.pick(["scout", "helper"])]: randomPlan(random) } : {},
    agents: random.pick([undefined, "all", "none", ["scout"], ["scout", "helper"]]),
    exclude: {},
    context: random.isTrue(0.3) ? [random.pick(["@a.md", "@b.md"])] : [],
    instruction: random.pick([undefined, "Be kind.", `I am ${name}.`]),
    model: random.pick([undefined, "anthropic/a", "openai/b"]),
    ignored: [],
    ...own,
  });
}

export function frozen<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  for (const item of Object.values(value)) frozen(item);
  return Object.freeze(value);
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => [random.next(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}
