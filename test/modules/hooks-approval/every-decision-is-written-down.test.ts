import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { approvalFixture } from "./approval-fixture.ts";

const test = suite("audit");
const rules = [
  { command: "ls*", effect: "allow" },
  { command: "rm*", effect: "deny" },
];

test("answers, rules and modes are recorded, without secrets, for the owner only", async () => {
  const fixture = await approvalFixture({ config: { rules, default_timeout: 9 } });
  try {
    await fixture.fate("ls");
    await fixture.fate("rm x");
    fixture.answer = "allow_session";
    await fixture.fate("curl -H 'Authorization: Bearer abcdef0123456789' x");
    await fixture.call("read_file", { file_path: "a" });
    const path = join(fixture.stateDir, "approvals.jsonl");
    const records = readFileSync(path, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.is(statSync(path).mode & 0o777, 0o600);
    assert.equal(
      records.map(({ response }) => [response.approved, response.remember, response.by]),
      [
        [true, false, "rules"],
        [false, false, "rules[1] (rm*)"],
        [true, "session", "user"],
      ],
    );
    assert.equal(records[2].request, {
      tool_name: "bash",
      action: "Execute: curl -H 'Authorization: Bearer [REDACTED:SECRET]' x",
      risk_level: "high",
      details: { command: "curl -H 'Authorization: Bearer [REDACTED:SECRET]' x" },
      timeout: 9,
    });
    assert.match(records[0].timestamp, /^\d{4}-\d\d-\d\dT/);
  } finally {
    await fixture.close();
  }
});

test("the file rotates, and every file is for the owner only", async () => {
  const fixture = await approvalFixture({ config: { rules, audit: { max_file_bytes: 1024, max_files: 3 } } });
  try {
    for (let count = 0; count < 20; count += 1) await fixture.fate(`ls ${count}`);
    const names = readdirSync(fixture.stateDir).sort();
    assert.equal(names, ["approvals.1.jsonl", "approvals.2.jsonl", "approvals.jsonl"]);
    for (const name of names) {
      const { size, mode } = statSync(join(fixture.stateDir, name));
      assert.ok(size <= 1024, name);
      assert.is(mode & 0o777, 0o600);
    }
    const last = readFileSync(join(fixture.stateDir, "approvals.jsonl"), "utf8").trimEnd().split("\n").at(-1);
    assert.match(last ?? "", "ls 19");
  } finally {
    await fixture.close();
  }
});

test("nothing is written when the audit is off", async () => {
  const fixture = await approvalFixture({ config: { rules, audit: { enabled: false } } });
  try {
    await fixture.fate("ls");
    assert.not.ok(existsSync(join(fixture.stateDir, "approvals.jsonl")));
  } finally {
    await fixture.close();
  }
});

test("the audit goes where its path says", async () => {
  const fixture = await approvalFixture({ config: { rules, audit: { path: "deep/audit.jsonl" } } });
  try {
    await fixture.fate("ls");
    assert.ok(existsSync(join(fixture.stateDir, "deep", "audit.jsonl")));
  } finally {
    await fixture.close();
  }
});

test.run();
