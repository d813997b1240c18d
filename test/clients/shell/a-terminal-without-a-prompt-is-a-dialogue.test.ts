/** ampsh alone on a terminal: prompts one after another, commands that begin with a slash, a history that only its owner reads. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { is, match, not } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { inDialogue, say, TERMINAL, type Workplace } from "./run-ampsh.ts";

const test = suite("ampsh's dialogue");

const historyOf = ({ home }: Workplace): string => join(String(home.env.AMPD_HOME), "ampsh_history");

test.needing(TERMINAL, "turns of one session follow each other, and Ctrl-D leaves", () =>
  inDialogue(["First.", "Second.", "Third."], async (run, workplace) => {
    await say(run, "hello\r", /First\./);
    await say(run, "more \\\rof it\r", /Second\./);
    await say(run, " a secret\r", /Third\./);
    run.type("\u0004");
    is((await run.exited).code, 0);
    is(statSync(historyOf(workplace)).mode & 0o777, 0o600);
    is(readFileSync(historyOf(workplace), "utf8"), '"hello"\n"more \\nof it"\n');
  }),
);

test.needing(TERMINAL, "commands are ampsh's own; a fork goes on elsewhere, and what fails ends nothing", () =>
  inDialogue(["First."], async (run) => {
    await say(run, "hello\r", /First\./);
    await say(run, "/hel\t\r", /\/fork \[TURN\][\s\S]*Ctrl-C ends an answer/);
    await say(run, "/mode read-only\r", /mode: read-only/);
    await say(run, "/model\r", /mock {2}mock-1/);
    await say(run, "/fork 9\r", /atTurn: there is no turn 9/);
    await say(run, "/fork 1\r", /session [0-9a-f-]{36}\r\n/);
    await say(run, "/sessions\r", /\* [0-9a-f-]{36} {4}1[\s\S]* {2}[0-9a-f-]{36} {4}1/);
    await say(run, "/fsessions\r", /no such command; did you mean \/sessions\?/);
    run.type("/quit\r");
    is((await run.exited).code, 0);
  }),
);

test.needing(TERMINAL, "Ctrl-C forgets a line, then tells how to leave, and ends an answer without ending ampsh", () =>
  inDialogue([{ text: "x".repeat(30_000), delay_ms: 600_000 }, "Still here."], async (run) => {
    await say(run, "forget me\u0003", /\^C/);
    await say(run, "\u0003", /Ctrl-D or \/quit leaves/);
    run.type("go\r");
    await run.seen(/xxxx/);
    run.type("\u0003");
    await run.seen(/cancelling; Ctrl-C again/);
    await run.seen(/cancelling[\s\S]*> [^\n]*$/);
    await say(run, "again\r", /Still here\./);
    run.type("\u0004");
    is((await run.exited).code, 0);
    match(run.stdout, /\^C/);
    not.match(run.stdout, /forget me\s*\r\nx/);
  }),
);

test.run();
