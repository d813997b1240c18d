import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { approvalFixture } from "./approval-fixture.ts";

const test = suite("questions");
const ALL = ["allow_once", "allow_session", "allow_always", "deny_once", "deny_always"];
const ONCE = ["allow_once", "deny_once", "deny_always"];

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
    const fixture = await approvalFixture({ config: { rules: [{ command: "git push", effect: "ask" }] } });
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
