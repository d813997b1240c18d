import { join } from "node:path";
import * as assert from "uvu/assert";
import type { JsonObject } from "../../../kernel/index.ts";
import { ManualClock } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";
import { approvalFixture } from "./approval-fixture.ts";

const test = suite("remembered answers");

test("a yes for the session covers the commands of the line, and nothing like them", async () => {
  const fixture = await approvalFixture();
  try {
    fixture.answer = "allow_session";
    await fixture.fate("npm test && npm run 'a b*'");
    fixture.answer = "deny_once";
    assert.is(await fixture.fate("npm test"), "ran");
    assert.is(await fixture.fate('timeout 9 npm run "a b*"'), "ran");
    assert.is(await fixture.fate("npm test -- --x"), "asked");
    assert.is(await fixture.fate("npm run 'a bc'"), "asked");
    assert.is(await fixture.fate("cd /tmp && npm test"), "asked");
    assert.is(await fixture.fate("npm test; rm x"), "asked");
  } finally {
    await fixture.close();
  }
});

test("a yes once is not remembered", async () => {
  const fixture = await approvalFixture();
  try {
    fixture.answer = "allow_once";
    await fixture.fate("npm test");
    assert.is(fixture.calls.length, 1);
    assert.is(await fixture.fate("npm test"), "asked");
  } finally {
    await fixture.close();
  }
});

test("a remembered command does not count where the line has left the folder", async () => {
  const fixture = await approvalFixture({ config: { rules: [{ command: "cd*", effect: "allow" }] } });
  try {
    fixture.answer = "allow_session";
    await fixture.fate("npm test");
    assert.is(await fixture.fate("npm test"), "ran");
    assert.is(await fixture.fate("cd /tmp && npm test"), "asked");
  } finally {
    await fixture.close();
  }
});

test("another hook's question does not take the place of ours", async () => {
  const fixture = await approvalFixture();
  try {
    const ask = { action: "ask_user", approval_prompt: "Theirs?", approval_options: ["Yes", "No"] } as const;
    fixture.coordinator.hooks.register("tool:pre", () => ask, { name: "other" });
    fixture.answer = "allow_once";
    await fixture.fate("npm test");
    assert.match(fixture.questions[0]?.prompt ?? "", "npm test");
  } finally {
    await fixture.close();
  }
});

test("settings that never answer hold up neither the calls nor the end", async () => {
  const clock = new ManualClock();
  const never = async (): Promise<void> => new Promise(() => {});
  const fixture = await approvalFixture({ capabilities: { "settings.add_rule": never }, clock });
  fixture.answer = "allow_always";
  await fixture.fate("npm test");
  assert.is(await fixture.fate("npm test"), "ran");
  clock.advance(11_000);
  await fixture.close();
  assert.match(fixture.shown[0]?.text ?? "", "not written within");
});

test("a line that leaves the folder is remembered as a whole", async () => {
  const fixture = await approvalFixture();
  try {
    fixture.answer = "allow_session";
    await fixture.fate("cd sub && npm test");
    fixture.answer = "deny_once";
    assert.is(await fixture.fate("cd sub && npm test"), "ran");
    assert.is(await fixture.fate("npm test"), "asked");
    assert.is(await fixture.fate("cd sub"), "asked");
  } finally {
    await fixture.close();
  }
});

test("a command is remembered for the folder where it was allowed, wherever rules lead", async () => {
  const fixture = await approvalFixture({ config: { rules: [{ command: "cd *", effect: "allow" }] } });
  try {
    fixture.answer = "allow_session";
    await fixture.fate("cat a");
    fixture.answer = "deny_once";
    assert.is(await fixture.fate("cat a"), "ran");
    assert.is(await fixture.fate("cd sub && cat a"), "asked");
  } finally {
    await fixture.close();
  }
});

test("a yes for ever becomes rules of the application's settings", async () => {
  const added: JsonObject[] = [];
  const capabilities = { "settings.add_rule": async (rule: JsonObject) => void added.push(rule) };
  const fixture = await approvalFixture({ capabilities });
  try {
    fixture.answer = "allow_always";
    await fixture.fate("npm test && echo 'a b'");
    await fixture.call("write_file", { file_path: "a*b" });
    await fixture.call("mcp_notes_add", { text: "x" });
    assert.is(await fixture.fate("npm test"), "ran");
    assert.equal(added, [
      { tool: "bash", command: "npm test", effect: "allow" },
      { tool: "bash", command: "echo 'a b'", effect: "allow" },
      { tool: "write_file", path: join(fixture.workingDir, "a\\*b"), effect: "allow" },
      { tool: "mcp_notes_add", effect: "allow" },
    ]);
    assert.equal(fixture.shown, []);
    const before = fixture.questions.length;
    await fixture.call("write_file", { file_path: "./a*b" });
    await fixture.call("mcp_notes_add", { text: "y" });
    assert.is(fixture.questions.length, before);
    await fixture.call("write_file", { file_path: "aXb" });
    assert.is(fixture.questions.length, before + 1);
  } finally {
    await fixture.close();
  }
});

test("a yes for a tool of a server holds while the server defines the tool as it did; a no holds in any case", async () => {
  const added: JsonObject[] = [];
  const versions: Record<string, string> = { mcp_notes_add: "v1", mcp_files_delete: "v1" };
  const capabilities = {
    "settings.add_rule": async (rule: JsonObject) => void added.push(rule),
    "mcp.server_of": (name: string) => /^mcp_([a-z]+)_/.exec(name)?.[1],
    "mcp.version_of": (name: string) => versions[name],
  };
  const fixture = await approvalFixture({ capabilities });
  const asked = async (name: string): Promise<number> => {
    const before = fixture.questions.length;
    await fixture.call(name, {});
    return fixture.questions.length - before;
  };
  try {
    for (const answer of ["allow_session", "allow_always"]) {
      Object.assign(versions, { mcp_notes_add: `${answer} 1` });
      fixture.answer = answer;
      assert.is(await asked("mcp_notes_add"), 1);
      assert.is(await asked("mcp_notes_add"), 0);
      assert.match(
        fixture.questions
          .at(-1)
          ?.options.map(({ label }) => label)
          .join() ?? "",
        /as it is now/,
      );
      Object.assign(versions, { mcp_notes_add: `${answer} 2` });
      fixture.answer = "deny_once";
      assert.is(await asked("mcp_notes_add"), 1, answer);
      assert.match(fixture.questions.at(-1)?.prompt ?? "", /the server has changed mcp_notes_add since it was allowed/);
    }
    fixture.answer = "deny_always";
    assert.is(await asked("mcp_files_delete"), 1);
    versions.mcp_files_delete = "v2";
    assert.is(await asked("mcp_files_delete"), 0);
    assert.is(fixture.calls.filter(({ name }) => name === "mcp_files_delete").length, 0);
    assert.equal(added, [
      { tool: "mcp_notes_add", server: "notes", version: "allow_always 1", effect: "allow" },
      { tool: "mcp_files_delete", server: "files", effect: "deny" },
    ]);
  } finally {
    await fixture.close();
  }
});

test("with settings that fail a yes for ever holds for the session, and says so", async () => {
  const capabilities = { "settings.add_rule": async () => Promise.reject(new Error("disk full")) };
  const fixture = await approvalFixture({ capabilities });
  try {
    fixture.answer = "allow_always";
    await fixture.fate("npm test");
    assert.is(await fixture.fate("npm test"), "ran");
    assert.match(fixture.shown[0]?.text ?? "", "for the rest of the session");
  } finally {
    await fixture.close();
  }
});

test("a no for ever forbids the line from then on", async () => {
  const fixture = await approvalFixture({
    config: { rules: [{ command: "ls*", effect: "allow" }] },
    capabilities: { "settings.add_rule": async () => {} },
  });
  try {
    fixture.answer = "deny_always";
    await fixture.fate("ls 'x");
    await fixture.call("write_file", { file_path: "a" });
    assert.is(await fixture.fate("ls 'x"), "denied");
    assert.is(await fixture.fate("ls x"), "ran");
    const before = fixture.questions.length;
    assert.is((await fixture.call("write_file", { file_path: "a" })).success, false);
    assert.is(fixture.questions.length, before);
  } finally {
    await fixture.close();
  }
});

test.run();
