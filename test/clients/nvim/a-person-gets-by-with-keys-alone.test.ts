/** The README's first steps on a real terminal: keys in, and the screen read back. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { is, match } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { Terminal, TMUX } from "../../support/tmux.ts";
import { inEditorsPlace, NEOVIM, NVIM, setup } from "./run-nvim.ts";

const test = suite("nvim: by keys");
const BOTH = { name: "Neovim and tmux", isMet: NEOVIM.isMet && TMUX.isMet };

const RESPONSES = [
  {
    thinking: "A thought\nof two lines.",
    text: "I touch it.",
    tool_calls: [{ name: "bash", input: { command: "touch made.txt" } }],
  },
  "It is there.",
];

test.needing(BOTH, "write, send, look at the question, allow, read the answer, leave", async () => {
  await inEditorsPlace({ responses: RESPONSES }, async (place) => {
    place.write("init.lua", setup());
    const command = [NVIM, ...place.args, "-c", "luafile init.lua", "-c", "Ampd"];
    const terminal = await Terminal.start(command, { ...place });
    try {
      await terminal.shows(/ampd · idle/);
      await terminal.press("i");
      await terminal.type("make the file, please");
      await terminal.press("Escape", "Enter");
      const asked = await terminal.shows(/\[4\] Deny/);
      match(asked, /## You[^\n]*\n[^\n]*make the file, please/);
      match(asked, /\+-+|Thinking {2}\(\+\d+ lines\)/);
      match(asked, /\? bash wants to run:/);
      match(asked, /ampd · busy · 1 question/);
      // In the prompt the number is a count, and no answer.
      await terminal.press("1", "l");
      await terminal.press(":");
      await terminal.type("Ampd approvals");
      await terminal.press("Enter");
      is(existsSync(join(place.cwd, "made.txt")), false);
      await terminal.press("1");
      const answered = await terminal.shows(/It is there\.[\s\S]*in, .* out/);
      match(answered, /✓ bash touch made\.txt/);
      is(existsSync(join(place.cwd, "made.txt")), true);
      await terminal.press(":");
      await terminal.type("qall!");
      await terminal.press("Enter");
    } finally {
      await terminal.close();
    }
  });
});

test.run();
