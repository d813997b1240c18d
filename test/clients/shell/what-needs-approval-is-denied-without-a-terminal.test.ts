/** Nobody to ask means no: exit code 3, and stderr says what was denied and how to allow it. `--yes` allows, and says so. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { equal, is, match } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { ampsh, inWorkplace, type Workplace } from "./run-ampsh.ts";

const test = suite("ampsh without a terminal");
const COMMAND = "touch made.txt && echo done";

function planOf(workplace: Workplace): string {
  return workplace.plan([{ tool_calls: [{ name: "bash", input: { command: COMMAND } }] }, "I tried."]);
}

test("the call is denied, and the turn goes on", async () => {
  await inWorkplace(async (workplace) => {
    const { code, stdout, stderr } = await ampsh(workplace, ["--mount-plan", planOf(workplace), "do it"]);
    equal({ code, stdout }, { code: 3, stdout: "I tried.\n" });
    is(existsSync(join(workplace.cwd, "made.txt")), false);
    match(stderr, /ampsh: denied: bash .*touch made\.txt.*To allow it, run this on a terminal.*--yes/);
  });
});

test("json says so", async () => {
  await inWorkplace(async (workplace) => {
    const { code, stdout } = await ampsh(workplace, [
      "--output-format",
      "json",
      "--mount-plan",
      planOf(workplace),
      "do it",
    ]);
    const { status, response, tool_calls } = JSON.parse(stdout);
    equal(
      [code, status, response, tool_calls[0].success, tool_calls[0].denied],
      [3, "denied", "I tried.", false, true],
    );
  });
});

test("--yes allows", async () => {
  await inWorkplace(async (workplace) => {
    const { code, stderr } = await ampsh(workplace, ["--yes", "--mount-plan", planOf(workplace), "do it"]);
    is(code, 0, stderr);
    is(existsSync(join(workplace.cwd, "made.txt")), true);
    match(stderr, /--yes: every question is answered with allow once/);
    match(stderr, /allowed by --yes: .*touch made\.txt/);
  });
});

test.run();
