/** Which session ampsh's dialogue leaves behind: one in which a turn began, however it ended, and no other. */
import { equal, is } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { ampsh, inDialogue, onTerminal, say, TERMINAL, type Workplace } from "./run-ampsh.ts";

const test = suite("the sessions of ampsh's dialogue");

const FAILURE = { error: { kind: "InvalidRequest", message: "not that" } };

/** How many turns each stored session has, the one last used first. */
async function turnsOf(workplace: Workplace): Promise<number[]> {
  const { code, stdout, stderr } = await ampsh(workplace, ["sessions", "list", "--output-format", "json"]);
  is(code, 0, stderr);
  return JSON.parse(stdout).sessions.map(({ turns }: { turns: number }) => turns);
}

test.needing(TERMINAL, "a first turn that fails is kept when ampsh is left", () =>
  inDialogue([FAILURE], async (run, workplace) => {
    await say(run, "hello\r", /not that/);
    run.type("\u0004");
    is((await run.exited).code, 0);
    equal(await turnsOf(workplace), [1]);
  }),
);

test.needing(TERMINAL, "a first turn that fails is kept by /new, whose own session is not kept without a turn", () =>
  inDialogue([FAILURE], async (run, workplace) => {
    await say(run, "hello\r", /not that/);
    await say(run, "/new\r", /session [0-9a-f-]{36}\r\n/);
    run.type("\u0004");
    is((await run.exited).code, 0);
    equal(await turnsOf(workplace), [1]);
  }),
);

test.needing(TERMINAL, "/resume with the session's own id stays in it", () =>
  inDialogue(["First.", "Second."], async (run, workplace) => {
    await say(run, "hello\r", /First\./);
    const [, id = ""] = await run.seen(/session ([0-9a-f-]{36});/);
    await say(run, `/resume ${id.slice(0, -1)}\r`, /is this session already/);
    await say(run, "more\r", /Second\./);
    run.type("\u0004");
    is((await run.exited).code, 0);
    equal(await turnsOf(workplace), [2]);
  }),
);

test.needing(TERMINAL, "a fork is kept for the turns that it has from the other, and not without any", () =>
  inDialogue(["First."], async (run, workplace) => {
    await say(run, "hello\r", /First\./);
    await say(run, "/fork\r", /session [0-9a-f-]{36}\r\n/);
    await say(run, "/fork 0\r", /\/fork 0\s+session [0-9a-f-]{36}\r\n/);
    run.type("\u0004");
    is((await run.exited).code, 0);
    equal(await turnsOf(workplace), [1, 1]);
  }),
);

test.needing(TERMINAL, "a session that was not made here is kept without a turn", () =>
  inDialogue(["First."], async (run, workplace) => {
    await say(run, "hello\r", /First\./);
    const [, id = ""] = await run.seen(/session ([0-9a-f-]{36});/);
    run.type("\u0004");
    is((await run.exited).code, 0);
    is((await ampsh(workplace, ["sessions", "revert", id, "0"])).code, 0);
    const again = onTerminal(workplace, ["--color", "never", "--resume", id]);
    await again.seen(/\/help lists the commands[\s\S]*> /);
    again.type("\u0004");
    is((await again.exited).code, 0);
    equal(await turnsOf(workplace), [0]);
  }),
);

test.run();
