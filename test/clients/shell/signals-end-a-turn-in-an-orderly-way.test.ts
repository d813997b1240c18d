/** Ctrl-C once and twice, SIGTERM, SIGHUP, a reader that is gone: an exit code each, and no ampd left behind. */
import { is, match, not } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { inWorkplace, isAlive, onTerminal, startAmpsh, TERMINAL, untilGone, type Workplace } from "./run-ampsh.ts";

const test = suite("ampsh and signals");
const SERVER = /ampd \S+ \(process (\d+)\)/;

/** Its first words come soon, its last ones do not. */
function slowPlan(workplace: Workplace): string {
  return workplace.plan([{ text: `begun ${"-".repeat(3000)} ended`, delay_ms: 600_000 }]);
}

test.needing(TERMINAL, "Ctrl-C once: the turn is cancelled, 130", async () => {
  await inWorkplace(async (workplace) => {
    const run = onTerminal(workplace, ["--verbose", "--mount-plan", slowPlan(workplace), "go"]);
    const server = Number((await run.seen(SERVER))[1]);
    await run.seen(/begun/);
    run.type("\u0003");
    is((await run.exited).code, 130);
    match(run.stdout, /cancelling; Ctrl-C again/);
    await untilGone(server);
  });
});

test.needing(TERMINAL, "Ctrl-C twice: a running tool is not waited for, 130", async () => {
  await inWorkplace(async (workplace) => {
    const call = { name: "bash", input: { command: "sleep 600" } };
    const plan = workplace.plan([{ tool_calls: [call] }], { hooks: [] });
    const run = onTerminal(workplace, ["--verbose", "--mount-plan", plan, "go"]);
    const server = Number((await run.seen(SERVER))[1]);
    await run.seen(/bash sleep 600/);
    run.type("\u0003");
    await run.seen(/cancelling/);
    run.type("\u0003");
    is((await run.exited).code, 130);
    await untilGone(server);
  });
});

test.needing(TERMINAL, "Ctrl-C at a question: it is taken back, 130", async () => {
  await inWorkplace(async (workplace) => {
    const plan = workplace.plan([{ tool_calls: [{ name: "bash", input: { command: "touch made.txt" } }] }, "x"]);
    const run = onTerminal(workplace, ["--mount-plan", plan, "go"]);
    await run.seen(/Your answer/);
    run.type("\u0003");
    is((await run.exited).code, 130);
  });
});

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const) {
  test(`${signal}: ${code}, and ampd is gone`, async () => {
    await inWorkplace(async (workplace) => {
      const run = startAmpsh(workplace, ["--verbose", "--mount-plan", slowPlan(workplace), "go"]);
      const server = Number((await run.seen(SERVER))[1]);
      await run.seen(/begun/);
      run.signal(signal);
      is((await run.exited).code, code);
      await untilGone(server);
      not.match(run.stdout, /ended/);
    });
  });
}

test("SIGTERM while the prompt is read: 143", async () => {
  await inWorkplace(async (workplace) => {
    const run = startAmpsh(workplace, ["--verbose", "-"], { stdin: { is: "silent" } });
    await run.seen(/reading stdin/);
    run.signal("SIGTERM");
    is((await run.exited).code, 143);
  });
});

test("a reader that has seen enough is no failure", async () => {
  await inWorkplace(async (workplace) => {
    const run = startAmpsh(workplace, ["--mount-plan", slowPlan(workplace), "go"]);
    await run.seen(/beg/);
    run.closeStdout();
    const { code } = await run.exited;
    is(code, 0, run.stderr);
    is(run.stderr, "");
  });
});

test("ampd killed in mid-turn: a clear error, and 1", async () => {
  await inWorkplace(async (workplace) => {
    const run = startAmpsh(workplace, ["--verbose", "--mount-plan", slowPlan(workplace), "go"]);
    const server = Number((await run.seen(SERVER))[1]);
    await run.seen(/begun/);
    process.kill(server, "SIGKILL");
    is((await run.exited).code, 1);
    match(run.stderr, /ampsh: ampd ended by signal SIGKILL while it was needed/);
  });
});

test("ampsh killed in mid-turn leaves no ampd behind", async () => {
  await inWorkplace(async (workplace) => {
    const run = startAmpsh(workplace, ["--verbose", "--mount-plan", slowPlan(workplace), "go"]);
    const server = Number((await run.seen(SERVER))[1]);
    await run.seen(/begun/);
    is(isAlive(server), true);
    run.signal("SIGKILL");
    await run.exited;
    await untilGone(server);
  });
});

test.run();
