import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { approvalFixture } from "./approval-fixture.ts";

const test = suite("questions");
const ALL = ["allow_once", "allow_session", "allow_always", "deny_once", "deny_always"];
const ONCE = ["allow_once", "deny_once", "deny_always"];
const KEEPS_RULES = { "settings.add_rule": async () => {} };

const ROWS: readonly [command: string, options: string[]][] = [
  ["npm test", ALL],
  ["cd sub && npm test", ALL],
  ["npm test 2>/dev/null", ALL],
  ["npm test > log", ONCE],
  ["npm test $x", ONCE],
  ["npm test *.ts", ONCE],
  ["x=1 npm test", ONCE],
  ["find . -delete", ONCE],
  ["eval $x", ONCE],
  ["echo 'x", ONCE],
  ["git push", ONCE],
];

for (const [command, options] of ROWS) {
  test(`${command} offers ${options.length} answers`, async () => {
    const fixture = await approvalFixture({
      config: { rules: [{ command: "git push", effect: "ask" }] },
      capabilities: KEEPS_RULES,
    });
    try {
      await fixture.fate(command);
      assert.equal(
        fixture.questions[0]?.options.map(({ kind }) => kind),
        options,
      );
    } finally {
      await fixture.close();
    }
  });
}

test("an application that keeps no rules is offered no answer for ever", async () => {
  const fixture = await approvalFixture();
  try {
    await fixture.fate("npm test");
    await fixture.fate("npm test $x");
    await fixture.call("mcp_notes_add", {});
    assert.equal(
      fixture.questions.map(({ options }) => options.map(({ label }) => label)),
      [
        ["Allow once", "Allow exactly this command for this session", "Deny"],
        ["Allow once", "Deny"],
        ["Allow once", "Allow every use of mcp_notes_add for this session", "Deny"],
      ],
    );
  } finally {
    await fixture.close();
  }
});

test("the prompt says the command or the path once, and why it is asked", async () => {
  const fixture = await approvalFixture();
  try {
    await fixture.fate("npm run build");
    await fixture.call("write_file", { file_path: "a.txt", content: "x" });
    assert.equal(
      fixture.questions.map(({ prompt }) => prompt),
      [
        "bash wants to run:\n\nnpm run build\n\nIt is asked because no rule allows this use of npm.",
        `write_file wants to run on ${fixture.workingDir}/a.txt, with:\n\n{\n  "content": "x"\n}\n\n` +
          "It is asked because no rule speaks of this use of write_file.",
      ],
    );
  } finally {
    await fixture.close();
  }
});

test("the prompt holds the whole command, and spells out what would hide", async () => {
  const fixture = await approvalFixture({ config: { default_timeout: 7 } });
  try {
    const long = `echo ${"x".repeat(20_000)}; rm -rf /tmp/y`;
    await fixture.fate(long);
    assert.ok(fixture.questions[0]?.prompt.includes(long));
    assert.is(fixture.questions[0]?.timeoutMs, 7000);
    assert.is(fixture.questions[0]?.defaultOptionId, "deny_once");
    await fixture.fate("echo a\u202eb\u001b[2K");
    assert.ok(fixture.questions[1]?.prompt.includes("echo a\\u{202e}b\\u{1b}[2K"));
  } finally {
    await fixture.close();
  }
});

test("the prompt of another tool holds its whole input", async () => {
  const fixture = await approvalFixture();
  try {
    await fixture.call("mcp_notes_add", { text: "y".repeat(10_000) });
    assert.ok(fixture.questions[0]?.prompt.includes("y".repeat(10_000)));
  } finally {
    await fixture.close();
  }
});

test.run();
