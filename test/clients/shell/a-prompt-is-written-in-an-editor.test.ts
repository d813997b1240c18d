/** `/edit` in ampsh's dialogue: the editor has a file that only its owner reads; what is saved is sent, and nothing else. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { equal, is } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { ampsh, inWorkplace, onTerminal, type RunningAmpsh, say, TERMINAL, type Workplace } from "./run-ampsh.ts";

const test = suite("ampsh's /edit");

interface Scene {
  readonly run: RunningAmpsh;
  readonly workplace: Workplace;
  /** Where the editor can leave word, as `$SEEN`. */
  readonly seen: string;
}

/** A dialogue whose editor is this shell script, with the file as `$1`; where it is none, there is no such program. */
async function withEditor(script: string | undefined, body: (scene: Scene) => Promise<void>): Promise<void> {
  await inWorkplace(async (workplace) => {
    const { directory } = workplace.home;
    const seen = join(directory, "seen");
    const editor = join(directory, "an editor");
    if (script !== undefined) writeFileSync(editor, `#!/bin/sh\n${script}\n`, { mode: 0o700 });
    const variables =
      script === undefined ? { VISUAL: "", EDITOR: "no-such-editor" } : { VISUAL: `'${editor}' -x`, EDITOR: "false" };
    const args = ["--color", "never", "--mount-plan", workplace.plan(["First.", "Second."])];
    const run = onTerminal(workplace, args, "", { ...variables, SEEN: seen });
    await run.seen(/\/help lists the commands[\s\S]*> /);
    await body({ run, workplace, seen });
  });
}

async function leave(run: RunningAmpsh): Promise<void> {
  run.type("\u0004");
  is((await run.exited).code, 0);
}

/** What the one session was asked; nothing where there is no session. */
async function asked(workplace: Workplace): Promise<string[]> {
  const json = async (...args: string[]) =>
    JSON.parse((await ampsh(workplace, ["sessions", ...args, "--output-format", "json"])).stdout);
  const { sessions } = await json("list");
  if (sessions.length === 0) return [];
  const { messages } = await json("show", sessions[0].sessionId);
  return messages.flatMap(({ role, content }: { role: string; content: { text: string }[] }) =>
    role === "user" ? content.map(({ text }) => text) : [],
  );
}

const SAVES = `printf '%s\\n' "$1" "$2" "$(stat -c %a "$2")" "$(stat -c %a "$(dirname "$2")")" "$(cat "$2")" >"$SEEN"
printf '/One.\\n\\n  Two.\\n\\n' >"$2"`;

test.needing(TERMINAL, "what is saved is sent as it is and stands in the history, and the file goes", () =>
  withEditor(SAVES, async ({ run, workplace, seen }) => {
    await say(run, "/edit a draft\r", /First\./);
    await leave(run);
    const [option, file = "", ...rest] = readFileSync(seen, "utf8").split("\n");
    equal([option, ...rest], ["-x", "600", "700", "a draft", ""]);
    is(existsSync(dirname(file)), false);
    equal(await asked(workplace), ["/One.\n\n  Two."]);
    const history = readFileSync(join(String(workplace.home.env.AMPD_HOME), "ampsh_history"), "utf8");
    is(history, '"/edit a draft"\n"/One.\\n\\n  Two."\n');
  }),
);

const BY_DRAFT = `case "$(cat "$2")" in
  empty) printf ' \\n' >"$2" ;;
  failing) echo saved >"$2"; exit 3 ;;
esac`;

test.needing(TERMINAL, "nothing is sent where nothing was saved, where that is empty, and where the editor fails", () =>
  withEditor(BY_DRAFT, async ({ run, workplace }) => {
    await say(run, "/edit\r", /\/edit\s+\/edit: nothing was saved, so nothing is sent/);
    await say(run, "/edit alone\r", /alone\s+\/edit: nothing was saved, so nothing is sent/);
    await say(run, "/edit empty\r", /empty\s+\/edit: nothing was saved, so nothing is sent/);
    await say(run, "/edit failing\r", /an editor' -x: it ended with exit code 3, so nothing is sent; VISUAL or EDITOR/);
    await leave(run);
    equal(await asked(workplace), []);
  }),
);

test.needing(TERMINAL, "an editor that is not there is named, and the dialogue goes on", () =>
  withEditor(undefined, async ({ run, workplace }) => {
    await say(run, "/edit\r", /\/edit: no-such-editor: it ended with exit code 127, so nothing is sent/);
    await say(run, "hello\r", /First\./);
    await leave(run);
    equal(await asked(workplace), ["hello"]);
  }),
);

test.needing(TERMINAL, "Ctrl-C is the editor's while it runs", () =>
  withEditor(`trap '' INT; echo editing; read -r line; echo "$line" >"$2"`, async ({ run, workplace }) => {
    run.type("/edit\r");
    await run.seen(/editing/);
    run.type("\u0003\u0003");
    await say(run, "typed\r", /First\./);
    await leave(run);
    equal(await asked(workplace), ["typed"]);
  }),
);

test.run();
