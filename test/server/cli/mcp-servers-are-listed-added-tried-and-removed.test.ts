import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { builtProgram, isolatedHome } from "../../support/isolated-home.ts";
import { ROOT } from "../../support/source-files.ts";
import { suite } from "../../support/suite.ts";

const test = suite("MCP servers on the command line");

const CHAOS = [process.execPath, join(ROOT, "test/support/mcp/chaos-server.mjs")];

interface Place {
  readonly workspace: string;
  run(...args: string[]): { code: number | null; out: string; err: string };
  rows(): { name: string; state: string; origin: string; target: string; reason?: string }[];
  read(file: string): string;
  write(file: string, text: string): void;
}

function inPlace(body: (place: Place) => void): void {
  const home = isolatedHome();
  const workspace = join(home.directory, "workspace");
  mkdirSync(workspace);
  const run: Place["run"] = (...args) => {
    const options = { cwd: workspace, env: home.env, encoding: "utf8" as const, timeout: 120_000 };
    const { status, stdout, stderr } = spawnSync(process.execPath, [builtProgram("ampd"), "mcp", ...args], options);
    return { code: status, out: stdout, err: stderr };
  };
  try {
    body({
      workspace,
      run,
      rows: () => JSON.parse(run("list", "--json").out),
      read: (file) => readFileSync(join(home.directory, file), "utf8"),
      write: (file, text) => writeFileSync(join(home.directory, file), text),
    });
  } finally {
    home.remove();
  }
}

const FILE = "workspace/.mcp.json";
/** More than are looked at before a server is trusted. */
const WORDS = Array.from({ length: 2100 }, (_, index) => `w${index}`).join(" ");
const KEPT = '{\n\t// of the team\n\t"other": 1,\n\t"mcpServers": {\n\t\t"old": { "command": "x" }\n\t}\n}\n';

test("add writes to the file of a scope, keeps the rest, and what it wrote is trusted alone", () => {
  inPlace(({ run, rows, read, write }) => {
    write(FILE, KEPT);
    const added = run(
      "add",
      "files",
      "--scope",
      "project",
      "--env",
      "ROOT=.",
      "--",
      "npx",
      "-y",
      "some-server",
      "--flag",
    );
    assert.equal([added.code, added.err], [0, ""]);
    assert.match(read(FILE), /^\{\n\t\/\/ of the team\n\t"other": 1,\n\t"mcpServers": \{\n\t\t"old": \{/);
    assert.is(run("add", "remote", "--url", "http://127.0.0.1:9/mcp", "--header", "X-Key: ${KEY}").code, 0);
    assert.is(run("add", "mine", "--scope", "user", "--", "true").code, 0);
    const found = rows().map(({ name, state, origin }) => [name, state, origin.replace(/^.*\//, "")]);
    assert.equal(found.sort(), [
      ["files", "ready", ".mcp.json:8"],
      ["mine", "ready", "settings.yaml:2"],
      ["old", "untrusted", ".mcp.json:5"],
      ["remote", "lacking", "settings.local.yaml:2"],
    ]);
    const { out, err } = run("list");
    assert.match(out, /^files +ready +stdio +npx -y some-server --flag {2}# settings \(project\) .*\.mcp\.json:8$/m);
    assert.match(out, /^remote +lacking .*KEY is not set/m);
    assert.match(err, /mcpServers\.old/);
  });
});

test("a server of the project that runs a script of the project is trusted with it, until the script is another one", () => {
  inPlace(({ run, rows, write }) => {
    const states = () => rows().map(({ name, state }) => [name, state]);
    write("workspace/server.sh", "#!/bin/sh\n");
    const added = run("add", "own", "--scope", "project", "--", "sh", "./server.sh");
    assert.equal([added.code, added.err], [0, ""]);
    assert.equal(states(), [["own", "ready"]]);
    write("workspace/server.sh", "#!/bin/sh\necho another\n");
    assert.equal(states(), [["own", "untrusted"]]);
    const many = run("add", "many", "--scope", "project", "--", "sh", "-c", WORDS);
    assert.match(many.err, /mcpServers\.many .* cannot be trusted: it names too much/);
    assert.match(rows().find(({ name }) => name === "many")?.reason ?? "", "it names too much");
  });
});

test("a name that is taken needs --force; remove takes it out of the file that has it", () => {
  inPlace(({ run, read, rows }) => {
    assert.is(run("add", "one", "--", "true").code, 0);
    const again = run("add", "one", "--", "false");
    assert.equal([again.code, /has a server one already; --force/.test(again.err)], [1, true]);
    assert.is(run("add", "one", "--force", "--", "false").code, 0);
    assert.equal(
      rows().map(({ target }) => target),
      ["false"],
    );
    run("add", "one", "--scope", "project", "--", "true");
    const unclear = run("remove", "one");
    assert.equal([unclear.code, /local and project; choose with --scope/.test(unclear.err)], [1, true]);
    assert.is(run("remove", "one", "--scope", "local").code, 0);
    assert.is(run("remove", "one").code, 0);
    assert.equal(rows(), []);
    assert.equal(JSON.parse(read(FILE)), { mcpServers: {} });
    assert.is(run("remove", "one").code, 1);
  });
});

test("a literal secret is warned of; the file of the user's own is private", () => {
  inPlace(({ run, read, workspace }) => {
    const { code, err } = run("add", "a", "--env", "API_TOKEN=abcdef123456", "--env", "B=${B}", "--", "true");
    assert.is(code, 0);
    assert.match(err, /API_TOKEN looks like a secret.*write '\$\{API_TOKEN\}' instead/);
    assert.not.match(err, /abcdef/);
    assert.match(read("workspace/.ampd/settings.local.yaml"), /API_TOKEN: abcdef123456/);
    assert.is(statSync(join(workspace, ".ampd/settings.local.yaml")).mode & 0o777, 0o600);
  });
});

/** Arguments that are wrong, and what is said. */
const WRONG: readonly (readonly [args: readonly string[], said: RegExp])[] = [
  [["add", "a b", "--", "true"], /"a b" is no name for a server/],
  [["add", "a"], /Give a command behind --, or a --url/],
  [["add", "a", "--url", "http://127.0.0.1/", "--", "true"], /Give a command behind --, or a --url/],
  [["add", "a", "--url", "ftp://nowhere"], /not added: url: /],
  [["add", "a", "--env", "secret", "--", "true"], /It must be --env NAME=VALUE/],
  [["add", "a", "--header", "A: b", "--", "true"], /--header is for a remote server/],
  [["add", "a", "--type", "http", "--", "true"], /a server of type http has a url/],
  [["test", "nowhere"], /There is no MCP server "nowhere" here/],
  [["logs", "nowhere"], /Nothing that an MCP server "nowhere" said is kept/],
  [["lst"], /Unknown argument: lst/],
];

test("wrong arguments write nothing and say what to do", () => {
  inPlace(({ run, rows }) => {
    for (const [args, said] of WRONG) {
      const { code, err } = run(...args);
      assert.ok(code !== 0, args.join(" "));
      assert.match(err, said);
    }
    assert.equal(rows(), []);
  });
});

test("a broken .mcp.json is not written over", () => {
  inPlace(({ run, read, write }) => {
    write(FILE, '{\n "mcpServers": {');
    const { code, err } = run("add", "a", "--scope", "project", "--", "true");
    assert.is(code, 1);
    assert.match(err, /\.mcp\.json was not changed, as it is broken: line 2/);
    assert.is(read(FILE), '{\n "mcpServers": {');
  });
});

test("test starts a server and tells its tools, or why it failed, with its stderr", () => {
  inPlace(({ run, write }) => {
    run("add", "good", "--", ...CHAOS, "good");
    run("add", "dead", "--", ...CHAOS, "dies");
    const good = run("test", "good");
    assert.is(good.code, 0, good.err);
    assert.match(
      good.out,
      /^good: ready in [\d.]+ s, legacy era, protocol \d{4}-\d\d-\d\d, 1 tools\n {2}mcp_good_poke: Pokes the server\nstderr:\n {2}chaos: good\n/,
    );
    const dead = run("test", "dead", "--json");
    assert.is(dead.code, 1);
    const { ok, reason, stderr } = JSON.parse(dead.out) as { ok: boolean; reason: string; stderr: string };
    assert.is(ok, false);
    assert.match(reason, /it ended with exit code 3 before it was ready/);
    assert.match(stderr, /chaos: dies/);
    write(FILE, JSON.stringify({ mcpServers: { strange: { command: "true" } } }));
    assert.match(run("test", "strange").err, /not trusted, so it was not started: ampd trust/);
  });
});

test.run();
