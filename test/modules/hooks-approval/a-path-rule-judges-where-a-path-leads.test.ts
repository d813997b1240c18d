import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { JsonObject } from "../../../kernel/index.ts";
import { suite } from "../../support/suite.ts";
import { type ApprovalFixture, approvalFixture } from "./approval-fixture.ts";

const test = suite("path rules");

const RULES = [
  { path: "src/**", effect: "allow" },
  { path: "src/secret/**", effect: "deny" },
  { path: "src/s,ecret/a=b:c", effect: "deny" },
  { path: "src/caf\u00e9/**", effect: "deny" },
  { path: "src/*.lock", effect: "ask" },
  { path: "~/of-ampd-s-tests/**", effect: "allow" },
  { command: "cat*", effect: "allow" },
  { command: "echo*", effect: "allow" },
  { command: "cd*", effect: "allow" },
  { command: "ln*", effect: "allow" },
];

const ROWS: readonly [tool: string, input: JsonObject, fate: "ran" | "asked" | "denied"][] = [
  ["write_file", { file_path: "src/a.ts" }, "ran"],
  ["write_file", { file_path: "src/new/deep/a.ts" }, "ran"],
  ["write_file", { file_path: "src/../other.ts" }, "asked"],
  ["write_file", { file_path: "src/../src/a.ts" }, "ran"],
  ["write_file", { file_path: "other.ts" }, "asked"],
  ["write_file", { file_path: "src/away/a.ts" }, "asked"],
  ["write_file", { file_path: "src/dangling" }, "asked"],
  ["write_file", { file_path: "src/secret/key" }, "denied"],
  ["write_file", { file_path: "src/SECRET/key" }, "denied"],
  ["write_file", { file_path: "alias/key" }, "denied"],
  ["read_file", { file_path: "src/secret/key" }, "denied"],
  ["read_file", { file_path: "other.ts" }, "ran"],
  ["write_file", { file_path: "src/x.lock" }, "asked"],
  ["write_file", { file_path: "src/deep/x.lock" }, "ran"],
  ["grep", { pattern: "x", path: "src" }, "asked"],
  ["grep", { pattern: "x" }, "asked"],
  ["grep", { pattern: "x", path: "src/secret" }, "denied"],
  ["mcp_files_delete", { path: "src/a.ts" }, "asked"],
  ["mcp_files_delete", { path: "src/secret/a" }, "denied"],
  ["mcp_files_delete", { filePath: "src/secret/a" }, "denied"],
  ["mcp_files_delete", { "root-dir": "src/secret" }, "denied"],
  ["mcp_files_delete", { edits: [{ at: 1 }, { targetFile: "alias/key" }] }, "denied"],
  ["mcp_files_delete", { a: { b: { paths: ["src/a.ts", "src/secret/a"] } } }, "denied"],
  ["mcp_files_delete", { uri: "https://example.org/src/secret/a", profile: "src/secret/a" }, "asked"],
  ["mcp_files_delete", { path: "a".repeat(5000) }, "asked"],
  ["mcp_files_delete", { path: `${"x/../".repeat(1000)}src/secret/a` }, "denied"],
  ["read_file", { file_path: `${"./".repeat(3000)}src/secret/key` }, "denied"],
  ["bash", { command: "cat src/a.ts" }, "ran"],
  ["bash", { command: "cat src/secret/key" }, "denied"],
  ["bash", { command: "cat < src/secret/key" }, "denied"],
  ["bash", { command: "cat --file=alias/key" }, "denied"],
  ["bash", { command: "cat -f./src/secret/key" }, "denied"],
  ["bash", { command: "cat -nf./alias/key" }, "denied"],
  ["bash", { command: "cat @src/secret/key" }, "denied"],
  ["bash", { command: "cat a:src/secret/key" }, "denied"],
  ["bash", { command: "cat type=bind,src=src/secret/key,x" }, "denied"],
  ["bash", { command: "cat --a=b=src/secret/key" }, "denied"],
  ["bash", { command: "cat x=src/s,ecret/a=b:c" }, "denied"],
  ["bash", { command: "cat src/caf\u0065\u0301/a" }, "denied"],
  ["bash", { command: "cat src/CAF\u00c9/a" }, "denied"],
  ["bash", { command: "ln -s src s; cat s/secret/key" }, "asked"],
  ["bash", { command: "cat src/sec*/key" }, "asked"],
  ["bash", { command: "cat $x" }, "asked"],
  ["bash", { command: "cd src/x; cat a" }, "asked"],
  ["bash", { command: "echo x > src/a.ts" }, "ran"],
  ["bash", { command: "echo x > src/away/a" }, "asked"],
  ["bash", { command: "echo x > src/secret/a" }, "denied"],
  ["bash", { command: "echo x > other" }, "asked"],
  ["bash", { command: "echo x > ~/of-ampd-s-tests/a" }, "ran"],
  ["bash", { command: 'echo x > "~/of-ampd-s-tests/a"' }, "asked"],
  ["bash", { command: "echo x > ~root/of-ampd-s-tests/a" }, "asked"],
];

for (const [tool, input, fate] of ROWS) {
  test(`${tool} ${JSON.stringify(input).slice(-80)} is ${fate}`, async () => {
    const fixture = await approvalFixture({ config: { rules: RULES } });
    try {
      layOut(fixture);
      const { success } = await fixture.call(tool, input);
      const actual = fixture.questions.length > 0 ? "asked" : success ? "ran" : "denied";
      assert.is(actual, fate);
    } finally {
      await fixture.close();
    }
  });
}

function layOut({ workingDir, stateDir }: ApprovalFixture): void {
  mkdirSync(join(workingDir, "src", "secret"), { recursive: true });
  mkdirSync(join(workingDir, "src", "x"));
  writeFileSync(join(workingDir, "src", "a.ts"), "");
  symlinkSync(stateDir, join(workingDir, "src", "away"));
  symlinkSync(join(stateDir, "not-there"), join(workingDir, "src", "dangling"));
  symlinkSync(join(workingDir, "src", "secret"), join(workingDir, "alias"));
}

test("a file's URL is a path, too", async () => {
  const fixture = await approvalFixture({ config: { rules: RULES } });
  try {
    layOut(fixture);
    const secret = join(fixture.workingDir, "src", "secret", "key");
    for (const url of [`file://${secret}`, `FILE://localhost${secret}`]) {
      assert.is(await fixture.fate(`cat ${url}`), "denied", url);
      const { error } = await fixture.call("mcp_files_delete", { uri: url.replace("key", "%6bey") });
      assert.is(error?.kind, "denied", url);
    }
  } finally {
    await fixture.close();
  }
});

test("a path that cannot be followed is denied, because the gate fails closed", async () => {
  const fixture = await approvalFixture({ config: { default_action: "allow" } });
  try {
    const { success, error } = await fixture.call("write_file", { file_path: "a\0b" });
    assert.is(success, false);
    assert.is(error?.kind, "denied");
    assert.equal(fixture.calls, []);
  } finally {
    await fixture.close();
  }
});

test.run();
