/** What the client's README promises, typed on a terminal: the demo profile reads, asks, writes; and Emacs leaves nothing behind. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { is, match } from "uvu/assert";
import { isolatedHome } from "../../support/isolated-home.ts";
import { ROOT } from "../../support/source-files.ts";
import { suite } from "../../support/suite.ts";
import { TMUX, TmuxScreen } from "../../support/tmux-screen.ts";
import { untilGone } from "../shell/run-ampsh.ts";
import { CLIENT, EMACS, EMACS_PROGRAM, NO_NATIVE_CODE } from "./run-emacs.ts";

const test = suite("Emacs on a terminal");
const BOTH = { name: `${EMACS.name} and tmux`, isMet: EMACS.isMet && TMUX.isMet };

/** The README's command, as words, with the client's folder as it is here. */
function readmeCommand(): string[] {
  const readme = readFileSync(join(CLIENT, "README.md"), "utf8");
  const line = /^ *emacs -nw .*$/m.exec(readme)?.[0].trim() ?? "";
  return (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", "").replace("clients/emacs", CLIENT));
}

async function onTerminal(body: (screen: TmuxScreen, project: string) => Promise<void>): Promise<void> {
  const home = isolatedHome();
  const project = join(home.directory, "project");
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{ "name": "a-demo-project" }\n');
  const [, ...args] = readmeCommand();
  const screen = new TmuxScreen({
    command: [EMACS_PROGRAM, "-Q", "--eval", NO_NATIVE_CODE, ...args],
    env: home.env,
    cwd: project,
  });
  try {
    await body(screen, project);
  } finally {
    await screen.close();
    home.remove();
  }
}

test.needing(BOTH, "a first chat as the README has it", () =>
  onTerminal(async (screen, project) => {
    await screen.until(/demo {2}ready/);
    screen.type("read package.json");
    screen.press("Enter");
    const answered = await screen.until(/a-demo-project[\s\S]*\n>/);
    match(answered, /❯ read package\.json/);
    match(answered, /▸ ✓ read_file package\.json/);
    screen.type("write hello there to hello.txt");
    screen.press("Enter");
    await screen.until(/May this happen\? write_file hello\.txt[\s\S]*\+hello there/);
    await screen.until(/\[ampd asks\]/);
    screen.type("typed y");
    await screen.until(/> typed y/);
    is(existsSync(join(project, "hello.txt")), false);
    screen.press("C-c", "C-a");
    screen.press("v");
    await screen.until(/May this be changed\? +y: yes/);
    screen.press("y");
    await screen.until(/Allow once: write_file hello\.txt[\s\S]*> typed y/);
    await screen.until(/ready/);
    is(readFileSync(join(project, "hello.txt"), "utf8"), "hello there\n");
  }),
);

test.needing(BOTH, "a proposed file is edited and accepted", () =>
  onTerminal(async (screen, project) => {
    await screen.until(/demo {2}ready/);
    screen.type("write hello there to hello.txt");
    screen.press("Enter");
    await screen.until(/\[Edit it first\]/);
    screen.press("C-c", "C-a");
    screen.press("e");
    await screen.until(/May the file be this\? +C-c C-c accepts/);
    screen.type("oh, ");
    screen.press("C-c", "C-c");
    await screen.until(/changed and applied by you: write_file hello\.txt/);
    await screen.until(/ready/);
    is(readFileSync(join(project, "hello.txt"), "utf8"), "oh, hello there\n");
  }),
);

test.needing(BOTH, "the menu opens, and Emacs leaves without a question", () =>
  onTerminal(async (screen) => {
    await screen.until(/demo {2}ready/);
    const { pid } = screen;
    screen.press("C-c", "C-o");
    await screen.until(/Put into the draft[\s\S]*List, bring back/);
    screen.press("C-g");
    await screen.until(/^(?![\s\S]*Put into the draft)/);
    screen.press("C-x", "C-c");
    await untilGone(pid);
  }),
);

test("the README's command is for this folder", () => {
  is(readmeCommand().includes(CLIENT), true);
  is(CLIENT, join(ROOT, "clients", "emacs"));
});

test.run();
