/** The steps of the client's README on a real terminal: keys in, and the screen read back. */
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { is, match } from "uvu/assert";
import { blocks, page } from "../../support/docs.ts";
import { ROOT } from "../../support/source-files.ts";
import { suite } from "../../support/suite.ts";
import { Terminal, TMUX } from "../../support/tmux.ts";
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
    const terminal = await Terminal.start(["sh", "-c", `${started}; echo it has left; cat`], place);
    try {
      await terminal.shows(/ampd · idle/);
      await terminal.press("i");
      await terminal.type("read package.json");
      await terminal.press("Escape", "Enter");
      match(
        await terminal.shows(/names the package[\s\S]* in, .* out/),
        /✓ read_file package\.json {2}\(\+\d+ lines\)/,
      );
      await terminal.press("i");
      await terminal.type('write "hello" to hello.txt');
      await terminal.press("Escape", "Enter");
      const asked = await terminal.shows(/\[4\] Deny/);
      match(asked, /\? write_file wants to run/);
      match(asked, /\+hello/);
      match(asked, /ampd · busy · 1 question/);
      // In the prompt a number is a count, and no answer.
      await terminal.press("1", "l");
      await terminal.press(":");
      await terminal.type("Ampd approvals");
      await terminal.press("Enter");
      await terminal.shows(/ampd · busy · 1 question/);
      is(existsSync(join(place.cwd, "hello.txt")), false);
      await terminal.press("1");
      match(await terminal.shows(/✓ write_file hello\.txt[\s\S]* in, .* out/), /✓ Allow once — write_file wants/);
      match(readFileSync(join(place.cwd, "hello.txt"), "utf8"), /hello/);
      await terminal.press(":");
      await terminal.type("qa!");
      await terminal.press("Enter");
      await terminal.shows(/it has left/);
    } finally {
      await terminal.close();
    }
  });
});

test.run();
