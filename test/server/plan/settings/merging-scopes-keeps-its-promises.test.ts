/** What is promised of the scopes of settings for any files: who wins, what is joined, that each value has its origin, and that one by one is as all at once. */
import * as assert from "uvu/assert";
import type { JsonObject } from "../../../../kernel/index.ts";
import {
  canonical,
  type Leaf,
  leavesOf,
  mergeLeaves,
  placesOf,
  treeOf,
} from "../../../../server/plan/settings/leaves.ts";
import { Random } from "../../../fuzz/random.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("merging scopes");
const RUNS = 300;
const SCOPES = ["user", "project", "local"] as const;

/** Values, lists, maps and nulls in the same few places, so that they meet. */
function randomTree(random: Random): JsonObject {
  const some = (make: Readonly<Record<string, () => unknown>>): JsonObject => {
    const keys = Object.keys(make).filter(() => random.isTrue(0.5));
    return Object.fromEntries(keys.map((key) => [key, make[key]?.()]));
  };
  const value = (): unknown => random.pick<unknown>([null, 1, "a", true, [1], [2, 3]]);
  const config = (): JsonObject => some({ a: value, b: value, denied_paths: () => [random.pick(["x", "y"])] });
  return some({
    profile: value,
    sandbox: value,
    permissions: () => some({ rules: () => [{ tool: random.pick(["p", "q"]), effect: "deny" }], mode: value }),
    tools: () =>
      some({ one: () => some({ config, enabled: value }), two: () => random.pick([{ config: config() }, null]) }),
    mcp_servers: () => some({ s: () => ({ command: random.pick(["x", "y"]), args: [random.below(3)] }) }),
  });
}

function scopesOf(random: Random): Leaf[][] {
  return SCOPES.map((scope) => leavesOf(randomTree(random), { scope, file: scope }));
}

function forAny(title: string, body: (random: Random) => void): void {
  test(`for any scopes, ${title}`, () => {
    for (let seed = 1; seed <= RUNS; seed += 1) {
      try {
        body(new Random(seed));
      } catch (error) {
        if (error instanceof Error) error.message = `seed ${seed}: ${error.message}`;
        throw error;
      }
    }
  });
}

forAny("one after the other comes to the same as all at once", (random) => {
  const [user = [], project = [], local = []] = scopesOf(random);
  assert.equal(mergeLeaves([mergeLeaves([user, project]), local]), mergeLeaves([user, project, local]));
});

forAny("a scope that is read twice, and one that is empty, change nothing", (random) => {
  const scopes = scopesOf(random);
  const once = canonical(treeOf(mergeLeaves(scopes)));
  assert.is(canonical(treeOf(mergeLeaves([...scopes, scopes.at(-1) ?? []]))), once);
  assert.is(canonical(treeOf(mergeLeaves([[], ...scopes, []]))), once);
});

forAny("what the strongest says is there, with its origin, and its null is not", (random) => {
  const scopes = scopesOf(random);
  const merged = mergeLeaves(scopes);
  for (const leaf of scopes.at(-1) ?? []) {
    const found = merged.filter(({ path }) => canonical(path) === canonical(leaf.path));
    if (leaf.isItem) assert.ok(found.some(({ value }) => canonical(value) === canonical(leaf.value)));
    else assert.equal(found, leaf.value === null ? [] : [leaf]);
  }
});

forAny("nothing is there that no scope says, and every place is there once", (random) => {
  const scopes = scopesOf(random);
  const merged = mergeLeaves(scopes);
  for (const leaf of merged) assert.ok(scopes.flat().includes(leaf));
  const places = placesOf(merged);
  assert.is(new Set(places).size, places.length);
});

forAny("rules of all of them hold together, unless a stronger scope takes their place", (random) => {
  const scopes = scopesOf(random);
  const rules = mergeLeaves(scopes).filter(({ path }) => path.join(".") === "permissions.rules");
  const all = scopes.flat().filter(({ path }) => path.join(".") === "permissions.rules");
  assert.equal(new Set(rules.map(({ value }) => canonical(value))), new Set(all.map(({ value }) => canonical(value))));
});

test.run();
