/** The steps of the client's README on a real terminal: keys in, and the screen read back. */
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { is, match } from "uvu/assert";
import { blocks, page } from "../../support/docs.ts";
import { ROOT } from "../../support/source-files.ts";
import { suite } from "../../support/suite.ts";
import { TMUX, TmuxScreen } from "../../support/tmux-screen.ts";
import { inEditorsPlace, NEOVIM, NVIM } from "./run-nvim.ts";

const test = suite("nvim: by keys");
const BOTH = { name: "Neovim and tmux", isMet: NEOVIM.isMet && TMUX.isMet };

test.needing(BOTH, "the README's steps: ask, send, look at the question, allow, read the answer, leave", async () => {
  const [lines = ""] = blocks(page("clients/nvim/README.md"), "sh");
  const command = lines.trim().split("\n").at(-1) ?? "";
  await inEditorsPlace({}, async (place) => {
    copyFileSync(join(ROOT, "package.json"), join(place.cwd, "package.json"));
    const started = command
      .replace(/^nvim/, `${NVIM} -n -i NONE`)
      .replace("clients/nvim", join(ROOT, "clients", "nvim"));
    const screen = new TmuxScreen({
      command: ["sh", "-c", `${started}; echo it has left; cat`],
      env: place.env,
      cwd: place.cwd,
    });
    try {
      await screen.until(/ampd · idle/);
      screen.press("i");
      screen.type("read package.json");
      screen.press("Escape", "Enter");
      match(await screen.until(/names the package[\s\S]* in, .* out/), /✓ read_file package\.json {2}\(\+\d+ lines\)/);
      screen.press("i");
      screen.type('write "hello" to hello.txt');
      screen.press("Escape", "Enter");
      const asked = await screen.until(/\[4\] Deny/);
      match(asked, /\? write_file wants to run/);
      match(asked, /\+hello/);
      await screen.until(/ampd · busy · 1 question/);
      // In the prompt a number is a count, and no answer.
      screen.press("1", "l");
      screen.press(":");
      screen.type("Ampd approvals");
      screen.press("Enter");
      await screen.until(/ampd · busy · 1 question/);
      is(existsSync(join(place.cwd, "hello.txt")), false);
      screen.press("1");
      match(await screen.until(/✓ write_file hello\.txt[\s\S]* in, .* out/), /✓ Allow once — write_file wants/);
      match(readFileSync(join(place.cwd, "hello.txt"), "utf8"), /hello/);
      screen.press(":");
      screen.type("qa!");
      screen.press("Enter");
      await screen.until(/it has left/);
    } finally {
      await screen.close();
    }
  });
});

test.run();
