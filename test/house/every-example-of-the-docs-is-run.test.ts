/** The examples of the pages besides README.md, the commands that stand in their sentences, and that no page has an example that nobody runs. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { SettingsService } from "../../server/plan/settings/settings-service.ts";
import { validatePlan } from "../../server/plan/validate-plan.ts";
import { blocks, inTemporaryHome, page, runnable } from "../support/docs.ts";
import { builtProgram } from "../support/isolated-home.ts";
import { ROOT } from "../support/source-files.ts";
import { suite } from "../support/suite.ts";

const test = suite("every example of the docs is run");
const PAGES = spawnSync("git", ["ls-files", "*.md"], { cwd: ROOT, encoding: "utf8" }).stdout.trim().split("\n");

/** Which blocks there are, by page and language, in the order of the pages; each kind has its test, here or where it says. */
const BLOCKS: Readonly<Record<string, number>> = {
  // the-examples-in-the-docs-work
  "README.md sh": 5,
  "README.md js": 2,
  "README.md json": 3,
  "README.md jsonc": 1,
  "spec/protocol.md jsonl": 1,
  // the-page-tells-what-profiles-are
  "spec/profiles.md markdown": 1,
  // the-examples-of-the-emacs-client-work
  "clients/emacs/README.md elisp": 2,
  // a-person-gets-by-with-keys-alone, the-plugin-is-in-order
  "clients/nvim/README.md sh": 1,
  "clients/nvim/README.md lua": 1,
  // Here.
  "clients/node/README.md ts": 1,
  "clients/shell/README.md sh": 1,
  "modules/hooks-command/README.md json": 1,
  "spec/settings.md yaml": 1,
  "spec/settings.md sh": 1,
};

test("each block is one that a test runs", () => {
  const found: Record<string, number> = {};
  for (const path of PAGES) {
    for (const [, language = ""] of page(path).matchAll(/^```(\w+)\n[\s\S]*?^```$/gm)) {
      found[`${path} ${language}`] = (found[`${path} ${language}`] ?? 0) + 1;
    }
  }
  assert.equal(sorted(found), sorted(BLOCKS), "a new example needs a test that runs it, and a row here");
});

function sorted(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts)
    .map(([key, count]) => `${key}: ${count}`)
    .sort();
}

interface Run {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

function inBash(script: string, { env, cwd = ROOT }: Run): string {
  const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-e", "-o", "pipefail", "-c", script], {
    cwd,
    env,
    encoding: "utf8",
    input: "",
  });
  assert.is(status, 0, `${script}\n${stdout}\n${stderr}`);
  return stdout;
}

/** Commands in a sentence, unless they ask for something first, or leave something to be filled in. */
const NOT_RUN = /\b[A-Z]{2,}\b|…|^npx ampd init$/;
const inline = PAGES.flatMap((path) => [...page(path).matchAll(/`(npx amp(?:d|sh) [^`]+)`/g)]).map(
  ([, line = ""]) => line,
);

for (const line of new Set(inline.filter((command) => !NOT_RUN.test(command)))) {
  test(`${line}`, async () => {
    await inTemporaryHome(async (env) => {
      // What doctor finds, and what exit code it has, is this machine's.
      const own = line.includes("doctor") ? `${runnable(line)} || [ $? = 1 ]` : runnable(line);
      inBash(own, { env });
    });
  });
}

for (const script of blocks(page("spec/settings.md"), "sh")) {
  test(`spec/settings.md: ${script.trim()}`, async () => {
    await inTemporaryHome(async (env) => void inBash(runnable(script), { env }));
  });
}

test("spec/settings.md: the settings hold, without a warning", async () => {
  for (const yaml of blocks(page("spec/settings.md"), "yaml")) {
    await inTemporaryHome(async (_, home) => {
      mkdirSync(join(home, "config"));
      writeFileSync(join(home, "config", "settings.yaml"), yaml);
      const { leaves, warnings } = await new SettingsService({ HOME: home, AMPD_HOME: home }).read(home);
      assert.equal(warnings, []);
      assert.ok(leaves.length > 0);
    });
  }
});

test("hooks-command: its config is valid", async () => {
  const [config = ""] = blocks(page("modules/hooks-command/README.md"), "json");
  const { problems } = await validatePlan({
    session: { orchestrator: "loop-basic", context: "context-simple" },
    providers: ["provider-mock"],
    hooks: [{ module: "hooks-command", config: JSON.parse(config) }],
  });
  assert.equal(problems, []);
});

test("the Node client: the program runs", async () => {
  const [program = ""] = blocks(page("clients/node/README.md"), "ts");
  const source = program.replace('"ampd/client"', JSON.stringify(join(ROOT, "dist", "client.js")));
  await inTemporaryHome(async (env) => {
    const run = spawnSync(process.execPath, ["--input-type=module", "-e", source], {
      cwd: ROOT,
      env,
      encoding: "utf8",
    });
    assert.is(run.status, 0, run.stderr);
    assert.match(run.stderr, "end_turn");
    assert.match(run.stdout, "Amplifier");
  });
});

const hasPrograms = ["bash", "git", "jq"].every((name) => spawnSync(name, ["--version"]).status === 0);
const PROGRAMS = { name: "bash, git and jq", isMet: hasPrograms };

test.needing(
  PROGRAMS,
  "the shell client: the lines of its page and of its help run, in a repository with a change",
  async () => {
    await inTemporaryHome(async (env, home) => {
      const cwd = join(home, "repository");
      mkdirSync(cwd);
      for (const name of ["prompt.txt", "README.md"]) writeFileSync(join(cwd, name), "What is this?\n");
      const ampsh = `ampsh() { "${process.execPath}" "${builtProgram("ampsh")}" "$@"; }\ngit init -q . && git add . && echo more >>README.md\n`;
      const [lines = ""] = blocks(page("clients/shell/README.md"), "sh");
      const own = { cwd, env: { ...env, HOME: home } };
      assert.match(inBash(`${ampsh}${lines}`, own), "README.md");
      const help = inBash(`${ampsh}ampsh --help`, own);
      const [, examples = ""] = /Examples:\n([\s\S]*?)\n\n/.exec(help) ?? [];
      const commands = examples.split("\n").map((line) => line.trim().split(/ {2,}/)[0] ?? "");
      assert.ok(commands.length >= 5);
      inBash(`${ampsh}${commands.join("\n")}`, own);
    });
  },
);

test.run();
