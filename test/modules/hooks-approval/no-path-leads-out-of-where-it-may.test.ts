import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { JsonObject } from "../../../kernel/index.ts";
import { suite } from "../../support/suite.ts";
import { type ApprovalFixture, approvalFixture } from "./approval-fixture.ts";

const test = suite("ways out of a folder");
const RULES = [
  { path: "src/**", effect: "allow" },
  { path: "src/secret/**", effect: "deny" },
  { command: "echo*", effect: "allow" },
  { command: "cat*", effect: "allow" },
  { command: "ls*", effect: "allow" },
];

/** `src` may be written; `src/up` leads out of the workspace, `src/away` to the state, `src/dangling` to what is not there. */
function layOut({ workingDir, stateDir }: ApprovalFixture): void {
  mkdirSync(join(workingDir, "src", "secret"), { recursive: true });
  mkdirSync(join(stateDir, "deep"));
  writeFileSync(join(workingDir, "src", "a.ts"), "");
  symlinkSync(stateDir, join(workingDir, "src", "away"));
  symlinkSync(join(stateDir, "deep"), join(workingDir, "src", "up"));
  symlinkSync(join(stateDir, "not-there"), join(workingDir, "src", "dangling"));
  symlinkSync("dangling", join(workingDir, "src", "twice"));
  symlinkSync(join(workingDir, "src", "secret"), join(workingDir, "src", "open"));
}

const ESCAPES = [
  ...[
    "src/../other",
    "src/../../other",
    "src/./../other",
    "src//..//other",
    "src/x/../../other",
    "./other",
    "../work/../other",
  ],
  ...[
    "src/away/x",
    "src/away/../x",
    "src/up/../x",
    "src/up/../../x",
    "src/up/../../../etc/passwd",
    "src/dangling",
    "src/twice",
    "src/twice/x",
  ],
  ...[
    "/etc/passwd",
    "/proc/self/root/etc/passwd",
    "/proc/self/cwd/../x",
    "/dev/fd/../../etc/passwd",
    "/dev/shm/x",
    "~/x",
    "~/.bashrc",
    "~",
  ],
  ...[
    "SRC/a.ts",
    "srć/a.ts",
    "src./a.ts",
    "src /a.ts",
    "sr\u0441/a.ts",
    "src\u2215a.ts",
    "src\\a.ts",
    "file:src/a.ts",
    "..",
    ".",
    "/",
    "//etc/passwd",
  ],
];
for (const path of ESCAPES) {
  test(`${JSON.stringify(path)} is not in src, for a tool and for a line`, async () => {
    const fixture = await approvalFixture({ config: { rules: RULES } });
    try {
      layOut(fixture);
      await fixture.call("write_file", { file_path: path });
      if (!/[ \\]/.test(path)) await fixture.call("bash", { command: `echo x > ${path}` });
      assert.equal(fixture.calls, []);
    } finally {
      await fixture.close();
    }
  });
}

const DENIED: readonly (readonly [tool: string, input: JsonObject])[] = [
  ["read_file", { file_path: "src/open/key" }],
  ["read_file", { file_path: "src/SECRET/key" }],
  ["read_file", { file_path: "src/x/../secret/key" }],
  ["read_file", { file_path: "src/secret/./key" }],
  ["bash", { command: "cat src/open/key" }],
  ["bash", { command: "cat < src//secret/key" }],
  ["bash", { command: "cat src/secret/../secret/key" }],
  ["bash", { command: "echo x >> src/Secret/key" }],
];
for (const [tool, input] of DENIED) {
  test(`${tool} ${JSON.stringify(input)} is denied, however it is written`, async () => {
    const fixture = await approvalFixture({ config: { rules: RULES } });
    try {
      layOut(fixture);
      assert.is((await fixture.call(tool, input)).error?.kind, "denied");
      assert.equal([fixture.calls, fixture.questions], [[], []]);
    } finally {
      await fixture.close();
    }
  });
}

const GUARDED = [
  ...[
    ".git/config",
    ".git/hooks/pre-commit",
    ".GIT/config",
    "sub/.git/hooks/x",
    "sub/../.git/config",
    ".ampd/settings.yaml",
    ".AMPD/x",
  ],
  ...[
    ".ampd/settings.local.yaml",
    ".amplifier/x",
    ".vscode/tasks.json",
    ".idea/x",
    ".husky/pre-commit",
    ".envrc",
    "sub/.envrc",
    ".mcp.json",
  ],
  ...[
    ".claude/settings.json",
    ".npmrc",
    ".yarnrc.yml",
    ".devcontainer/devcontainer.json",
    ".gitmodules",
    ".gitattributes",
    ".pre-commit-config.yaml",
  ],
];
for (const path of GUARDED) {
  test(`accept-edits asks for ${path}, which may run by itself or widen a permission`, async () => {
    const fixture = await approvalFixture({ config: { mode: "accept-edits", rules: RULES } });
    try {
      await fixture.call("write_file", { file_path: path });
      await fixture.call("edit_file", { file_path: path });
      await fixture.call("bash", { command: `echo x > ${path}` });
      assert.equal(fixture.calls, []);
      assert.is(fixture.questions.length, 3);
    } finally {
      await fixture.close();
    }
  });
}

test("a folder that is swapped for a link after a yes leads the next call to a question", async () => {
  const fixture = await approvalFixture({ config: { rules: RULES } });
  try {
    layOut(fixture);
    const inside = join(fixture.workingDir, "src", "sub");
    mkdirSync(inside);
    assert.ok((await fixture.call("write_file", { file_path: "src/sub/x" })).success);
    rmSync(inside, { recursive: true });
    symlinkSync(fixture.stateDir, inside);
    assert.is((await fixture.call("write_file", { file_path: "src/sub/x" })).success, false);
    renameSync(inside, `${inside}-2`);
    assert.is((await fixture.call("write_file", { file_path: "src/sub-2/x" })).success, false);
    assert.is(fixture.calls.length, 1);
  } finally {
    await fixture.close();
  }
});

test.run();
