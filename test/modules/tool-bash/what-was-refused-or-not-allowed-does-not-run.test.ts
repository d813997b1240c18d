import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { suite } from "../../support/suite.ts";
import { outputOf } from "../tool-fixture.ts";
import { withBash } from "./bash-fixture.ts";

const test = suite("what was refused or not allowed does not run");
const LINE = { command: "echo > made" };

test("a refusal is a failed result and a policy:violation", () =>
  withBash({ denied_commands: ["touch"] }, async ({ call, folder, dataOf }) => {
    const { error } = await call("bash", { command: "touch made" });
    assert.equal(error?.kind, "denied");
    assert.match(error.message, /The safety profile "strict" refuses this command, because "touch" is denied/);
    assert.equal(existsSync(join(folder, "made")), false);
    const [violation] = dataOf("policy:violation");
    assert.deepEqual([violation?.rule, violation?.tool_name, violation?.tool_call_id], ["denied", "bash", "call-1"]);
  }));

test("both lists of denied commands count", () =>
  withBash({ safety_overrides: { block: ["touch *"] } }, async ({ call }) => {
    assert.equal((await call("bash", { command: "touch made" })).error?.kind, "denied");
  }));

test("the preview shows the whole command and where it would run", () =>
  withBash({}, async ({ preview, folder }) => {
    const command = `echo ${"x".repeat(5000)}`;
    assert.deepEqual(await preview("bash", { command }), { command, path: folder });
  }));

test("what runs is what was allowed", () =>
  withBash({}, async ({ call, folder }) => {
    for (const approved of [
      { command: "echo > other", path: folder },
      { command: LINE.command, path: "/" },
    ]) {
      assert.equal((await call("bash", LINE, { approved })).error?.kind, "changed");
      assert.equal(existsSync(join(folder, "made")), false);
    }
    outputOf(await call("bash", LINE, { approved: { command: LINE.command, path: folder } }));
    assert.equal(existsSync(join(folder, "made")), true);
  }));

test("require_approval decides what the tool says of itself", async () => {
  for (const require_approval of [true, false]) {
    await withBash({ require_approval }, async ({ coordinator }) => {
      assert.equal(coordinator.get("tools", "bash")?.annotations?.destructiveHint, require_approval);
    });
  }
});

test.run();
