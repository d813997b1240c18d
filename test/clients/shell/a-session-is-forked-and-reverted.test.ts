import { is, match } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { ampsh, inWorkplace } from "./run-ampsh.ts";

const test = suite("ampsh sessions fork and revert");

test("a fork is a session of its own, and a revert drops what came later", async () => {
  await inWorkplace(async (workplace) => {
    const run = (...args: string[]) => ampsh(workplace, args);
    await run("--session", "first", "--mount-plan", workplace.plan(["One.", "Two."]), "hello");
    await run("-r", "first", "more");
    const { stdout, code } = await run("sessions", "fork", "fir", "--at", "1");
    is(code, 0);
    const forked = stdout.trim();
    match((await run("sessions", "show", forked)).stdout, /hello[\s\S]*One\.\s*$/);
    match((await run("sessions", "revert", "first", "1")).stderr, /first has 1 turns now/);
    match((await run("sessions", "show", "first")).stdout, /One\.\s*$/);
    is(
      (await run("sessions", "revert", "first", "0", "--output-format", "json")).stdout,
      '{"sessionId":"first","turns":0}\n',
    );
    const wrong = await run("sessions", "revert", "first", "7");
    is(wrong.code, 2);
    match(wrong.stderr, /there is no turn 7/);
    is((await run("sessions", "fork", "first", "--at", "-1")).code, 2);
  });
});

test.run();
