/** `ampd init` writes a set-up that works, `ampd doctor` finds what does not, `ampd plan` shows what it comes to. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { TERMINAL } from "../../clients/shell/run-ampsh.ts";
import { builtProgram, isolatedHome } from "../../support/isolated-home.ts";
import { suite } from "../../support/suite.ts";

const test = suite("init and doctor");
const PROFILE = "ampd/config/profiles/main.md";
const SETTINGS = "ampd/config/settings.yaml";

interface Finding {
  readonly about: string;
  readonly status: string;
  readonly found: string;
  readonly fix?: string;
}

class Place {
  readonly #home = isolatedHome();
  readonly workspace = join(this.#home.directory, "workspace");

  constructor() {
    mkdirSync(this.workspace);
  }

  get env(): NodeJS.ProcessEnv {
    return this.#home.env;
  }

  path(name: string): string {
    return join(this.#home.directory, name);
  }

  run(...args: string[]): { code: number | null; out: string; err: string } {
    const options = { cwd: this.workspace, env: this.#home.env, encoding: "utf8" as const, timeout: 120_000 };
    const { status, stdout, stderr } = spawnSync(process.execPath, [builtProgram("ampd"), ...args], options);
    return { code: status, out: stdout, err: stderr };
  }

  findings(): Finding[] {
    return JSON.parse(this.run("doctor", "--json").out) as Finding[];
  }

  finding(about: string): Finding | undefined {
    return this.findings().find((one) => one.about === about);
  }

  remove(): void {
    this.#home.remove();
  }
}

function inPlace(body: (place: Place) => void): void {
  const place = new Place();
  try {
    body(place);
  } finally {
    place.remove();
  }
}

test("what init writes is private, is used, and is not written over", () => {
  inPlace((place) => {
    const { code, out } = place.run("init", "--provider", "mock", "--mode", "accept-edits");
    assert.is(code, 0);
    assert.match(out, /ampd doctor/);
    for (const file of [PROFILE, SETTINGS]) assert.is(statSync(place.path(file)).mode & 0o777, 0o600);
    assert.match(place.run("profile", "list").out, /^\* main +user +Written by ampd init/m);
    const { out: shown } = place.run("plan", "show", "--origins");
    assert.match(shown, /^providers\[0\]\.module: "provider-mock" {2}# .*profiles\/main\.md$/m);
    assert.match(shown, /^hooks\[0\]\.config\.mode: "accept-edits" {2}# settings \(user\) .*settings\.yaml:\d+$/m);
    assert.is(place.run("plan", "check").code, 0);
    assert.is(place.run("doctor").code, 0);

    writeFileSync(place.path(PROFILE), readFileSync(place.path(PROFILE), "utf8").replace("yours", "mine"));
    const again = place.run("init", "--provider", "mock");
    assert.is(again.code, 1);
    assert.match(again.err, /--force/);
    assert.match(readFileSync(place.path(PROFILE), "utf8"), /mine to change/);
  });
});

test("a key is named, never written; doctor says when it is not there", () => {
  inPlace((place) => {
    place.run("init", "--provider", "openai", "--key-from", "env:NO_SUCH_KEY");
    assert.match(readFileSync(place.path(PROFILE), "utf8"), /\$\{NO_SUCH_KEY\}/);
    const { status, found, fix } = place.finding("providers") ?? {};
    assert.is(status, "error");
    assert.match(found ?? "", /NO_SUCH_KEY/);
    assert.ok(fix);
    assert.is(place.run("doctor").code, 1);

    writeFileSync(place.path("key"), "sk-not-a-real-one");
    place.run("init", "--force", "--provider", "openai", "--key-from", `file:${place.path("key")}`);
    assert.is(place.finding("providers")?.status, "ok");
    assert.is(place.finding("profile")?.status, "ok", "a secret by reference has the shape of a key");
    const wrong = place.run("init", "--force", "--provider", "openai", "--key-from", "sk-something");
    assert.is(wrong.code, 1);
    assert.match(wrong.err, /env:NAME/);
  });
});

test.needing(TERMINAL, "at a terminal, what is no answer is asked again, and what is a key is not kept", () => {
  inPlace((place) => {
    const answers = ["foo", "openai", "sk-abc", "env:MY KEY", "file:key", "freely", "plan"];
    const line = `"${process.execPath}" "${builtProgram("ampd")}" init`;
    const options = { cwd: place.workspace, env: place.env, encoding: "utf8" as const, timeout: 120_000 };
    const input = answers.map((answer) => `${answer}\n`).join("");
    const { status, stdout } = spawnSync("script", ["-qec", line, "/dev/null"], { ...options, input });
    assert.is(status, 0, stdout);
    assert.is(stdout.match(/The key itself is never written down/g)?.length, 2);
    const profile = readFileSync(place.path(PROFILE), "utf8");
    assert.match(profile, `"file":"${join(place.workspace, "key")}"`);
    assert.not.match(profile, "sk-abc");
    assert.match(readFileSync(place.path(SETTINGS), "utf8"), "mode: plan");
  });
});

test("broken settings, a broken profile, a missing MCP program and open files are each found, with the fix", () => {
  inPlace((place) => {
    place.run("init", "--provider", "mock");
    chmodSync(place.path(SETTINGS), 0o644);
    const servers = {
      lost: { command: "no-such-program" },
      near: { command: "./near.sh" },
      far: { command: "./far.sh" },
    };
    writeFileSync(join(place.workspace, ".mcp.json"), JSON.stringify({ mcpServers: servers }));
    writeFileSync(join(place.workspace, "near.sh"), "#!/bin/sh\n", { mode: 0o755 });
    assert.match(
      place
        .findings()
        .map(({ fix }) => fix)
        .join("\n"),
      /chmod 600/,
    );
    assert.match(place.finding("mcp lost")?.found ?? "", /no-such-program in PATH/);
    assert.is(place.finding("mcp near")?.status, "ok", "a relative program starts in the workspace");
    assert.is(place.finding("mcp far")?.status, "error");
    assert.match(place.finding("trust")?.fix ?? "", /ampd trust/);

    writeFileSync(place.path(PROFILE), "---\nname: main\nextends: nowhere\n---\n");
    assert.match(place.finding("profile")?.found ?? "", /nowhere/);
    writeFileSync(place.path(SETTINGS), "profle: main\n");
    assert.match(place.finding("settings")?.found ?? "", /did you mean profile/);
    assert.match(place.run("plan", "show").err, /did you mean profile/);
  });
});

test.run();
