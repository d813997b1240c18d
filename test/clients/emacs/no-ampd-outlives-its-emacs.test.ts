/** Emacs ends in every way that it can, in the middle of a tool: ampd and the tool are gone. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isolatedHome } from "../../support/isolated-home.ts";
import { ROOT } from "../../support/source-files.ts";
import { suite } from "../../support/suite.ts";
import { TMUX, TmuxScreen } from "../../support/tmux-screen.ts";
import { untilGone } from "../shell/run-ampsh.ts";
import { CLIENT, EMACS, EMACS_PROGRAM, NO_NATIVE_CODE } from "./run-emacs.ts";

const test = suite("the end of Emacs");
const BOTH = { name: `${EMACS.name} and tmux`, isMet: EMACS.isMet && TMUX.isMet };
const TESTS = join(ROOT, "test", "clients", "emacs");

const WAYS: Readonly<Record<string, (screen: TmuxScreen) => void>> = {
  "kill-emacs": (screen) => screen.press("C-x", "C-c"),
  SIGTERM: (screen) => void process.kill(screen.pid, "SIGTERM"),
  SIGHUP: (screen) => void process.kill(screen.pid, "SIGHUP"),
  SIGKILL: (screen) => void process.kill(screen.pid, "SIGKILL"),
  "the terminal's end": (screen) => void screen.close(),
};

for (const [way, end] of Object.entries(WAYS)) {
  test.needing(BOTH, `${way}: ampd is gone, and its tool`, async () => {
    const home = isolatedHome();
    const project = join(home.directory, "project");
    mkdirSync(project);
    const command = [
      EMACS_PROGRAM,
      "-nw",
      "-Q",
      "--eval",
      NO_NATIVE_CODE,
      "-L",
      CLIENT,
      "-L",
      TESTS,
      "-l",
      join(TESTS, "leave.el"),
    ];
    const screen = new TmuxScreen({ command, env: home.env, cwd: project });
    try {
      await screen.until(/bash…/);
      const pids = join(project, "pids");
      await screen.until(/the tool runs/);
      const [ampd = 0, tool = 0] = readFileSync(pids, "utf8").split(/\s+/).map(Number);
      end(screen);
      await untilGone(ampd);
      await untilGone(tool);
    } finally {
      await screen.close();
      home.remove();
    }
  });
}

test.run();
