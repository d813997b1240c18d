/** Of any file and any changes: the values are what was asked for, and no line, comment or order besides them is another one. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { JsonObject } from "../../../../kernel/index.ts";
import { canonical, valueAt } from "../../../../server/plan/settings/leaves.ts";
import { type SettingsChange, writeSettings } from "../../../../server/plan/settings/write-settings.ts";
import { parseYaml } from "../../../../server/plan/settings/yaml-text.ts";
import { Random } from "../../../fuzz/random.ts";
import { suite } from "../../../support/suite.ts";
import { inTemporaryDirectory } from "../../../support/temporary-directory.ts";

const test = suite("any change of settings");
const RUNS = 12;
const CHANGES = 5;

/** As people write them: comments everywhere, other indents, quotes, blank lines, long lines, and values in blocks. */
const FILES: readonly string[] = [
  `# top\n\nprofile: demo   # which one\n\n\n# tools\ntools: # all\n    tool-bash: # the shell\n        config: # of it\n            timeout: 5    # seconds\n            env: {A: "1", B: '2'}\n    # behind\n\n# the policy\npermissions:\n    mode: "ask" # quoted\n    rules:\n        # never\n        - command: git push   # at all\n          effect: deny\n        - {tool: x, effect: ask}\n# end\n`,
  `permissions:\n  rules:\n  - tool: a # one\n    effect: deny\n  # between\n  - tool: b\n    effect: ask\nsandbox: 'auto'\ncontext_files: [a.md,   b.md] # two\nprofile: |-\n  demo\n`,
  `tools:\n  tool-search:\n    config:\n      description: >-\n        folded text\n        goes on\n      max_results: 7\n\n  tool-web: {config: {limit: 3}} # on one line\nhooks:\n  hooks-logging: {enabled: true}`,
  `sources:\n  tool-x: ./x.mjs # ${"long ".repeat(40)}\n`,
];

function randomChange(random: Random): SettingsChange {
  return random.pick<() => SettingsChange>([
    () => ({ path: ["sandbox"], value: random.pick(["auto", "required", "off"]) }),
    () => ({ path: ["profile"], value: random.pick(["demo", "a: b", "#c", "1", "x y", "'q'", "two\nlines"]) }),
    () => ({ path: ["permissions", "mode"], value: random.pick(["ask", "plan", "read-only"]) }),
    () => ({ path: ["permissions", "default_timeout"], value: 1 + random.below(99) }),
    () => ({
      path: ["permissions", "rules"],
      value: { command: `make ${random.pick(["a", "b", "#x", "{y}"])}`, effect: random.pick(["allow", "deny"]) },
      isItem: true,
    }),
    () => ({
      path: [
        "tools",
        random.pick(["tool-bash", "tool-search", "tool-web"]),
        "config",
        random.pick(["timeout", "max_results", "new"]),
      ],
      value: random.pick<unknown>([random.below(9), true, "text", [1, 2], { deep: { er: 1 } }]),
    }),
    () => ({ path: ["hooks", "hooks-logging", "enabled"], value: random.isTrue(0.5) }),
  ])();
}

/** What the tree is then. */
function applied(tree: JsonObject, { path, value, isItem }: SettingsChange): JsonObject {
  const [key = "", ...rest] = path;
  const inner = tree[key];
  if (rest.length > 0) {
    const below = typeof inner === "object" && inner !== null && !Array.isArray(inner) ? (inner as JsonObject) : {};
    return { ...tree, [key]: applied(below, { path: rest, value, ...(isItem === true && { isItem }) }) };
  }
  if (isItem !== true) return { ...tree, [key]: value };
  const list = Array.isArray(inner) ? inner : [];
  return { ...tree, [key]: list.some((one) => canonical(one) === canonical(value)) ? list : [...list, value] };
}

/** Whether the lines of one text are in the other, in their order. */
function isKept(lines: readonly string[], within: readonly string[]): boolean {
  let next = 0;
  for (const line of within) if (line === lines[next]) next += 1;
  return next === lines.length;
}

for (const [index, original] of FILES.entries()) {
  for (const [ending, text] of [
    ["LF", original],
    ["CRLF", original.replaceAll("\n", "\r\n")],
  ] as const) {
    test(`file ${index} with ${ending}`, async () => {
      await inTemporaryDirectory(async (directory) => {
        for (let seed = 1; seed <= RUNS; seed += 1) {
          const random = new Random(seed);
          const path = join(directory, "settings.yaml");
          await writeFile(path, text);
          for (let turn = 0; turn < CHANGES; turn += 1) {
            const before = await readFile(path, "utf8");
            const change = randomChange(random);
            const about = `seed ${seed}, turn ${turn}: ${JSON.stringify(change)} in\n${before}`;
            const { tree } = await parseYaml(before, path);
            await writeSettings({ scope: "user", path }, change);
            const after = await readFile(path, "utf8");
            const now = (await parseYaml(after, path)).tree;
            assert.is(canonical(now), canonical(applied(tree, change)), about);
            const comments = (one: string): string[] =>
              one.match(
                /# ?(?:top|which|tools|all|the|of|seconds|behind|policy|quoted|never|at|end|one|between|two|on|long).*/g,
              ) ?? [];
            assert.ok(isKept(comments(before), comments(after)), `a comment is gone: ${about}\nis\n${after}`);
            const known = valueAt(tree, change.path);
            const isSmall = known === undefined || (typeof known !== "object" && typeof change.value !== "object");
            // A value in a block of lines, or in a map on one line, is written anew with what is around it.
            const isPlain =
              !/\n/.test(String(change.value)) && !/\n/.test(String(known)) && change.path[1] !== "tool-web";
            const isBlock = before.includes("profile: |") && change.path[0] === "profile";
            if (!isPlain || isBlock || !(isSmall || change.isItem)) continue;
            const [old, made] = [before.split("\n"), after.split("\n")];
            const changedLines = old.filter((line, at) => line !== made[at] && !made.includes(line));
            assert.ok(changedLines.length <= 1, `more than a line is another one: ${about}\nis\n${after}`);
          }
        }
      });
    });
  }
}

test("a value that stands there already leaves the file as it is, to the letter", async () => {
  await inTemporaryDirectory(async (directory) => {
    const path = join(directory, "settings.yaml");
    const text = `\uFEFFprofile:   demo  # x\r\npermissions: {rules:   [{tool: a,effect: deny}]}\r\n`;
    await writeFile(path, text);
    await writeSettings({ scope: "user", path }, { path: ["profile"], value: "demo" });
    const rule = { effect: "deny", tool: "a" };
    await writeSettings({ scope: "user", path }, { path: ["permissions", "rules"], value: rule, isItem: true });
    await writeSettings({ scope: "user", path }, { path: ["sandbox"], value: undefined });
    assert.is(await readFile(path, "utf8"), text);
    await writeSettings({ scope: "user", path }, { path: ["profile"], value: "full" });
    assert.is(await readFile(path, "utf8"), text.replace("demo", "full"));
  });
});

test.run();
