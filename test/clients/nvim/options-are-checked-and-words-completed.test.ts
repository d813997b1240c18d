/** The options, the completion of commands and of the prompt, and what is put into a prompt. */
import { equal, is, match } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { inEditorsPlace, NEOVIM, playIn, setup } from "./run-nvim.ts";

const test = suite("nvim: words");

const MISTAKES: readonly (readonly [string, RegExp])[] = [
  ["{ comand = 'x' }", /unknown option "comand"; did you mean "cmd"\?|unknown option "comand"; there are: approvals/],
  ["{ profil = 'x' }", /unknown option "profil"; did you mean "profile"\?/],
  ["{ position = 'up' }", /position: it must be one of right, left, bottom, tab, and is "up"/],
  ["{ keys = { sent = '<CR>' } }", /keys: unknown option "sent"; did you mean "send"\?/],
  ["{ size = 'wide' }", /size: it must be a number/],
  ["{ fold = 1, tools = 2 }", /fold: it must be a boolean, and is 1\ntools: /],
];

test.needing(NEOVIM, "an option that does not fit is an error that says what was meant", async () => {
  await inEditorsPlace({}, async (place) => {
    const calls = MISTAKES.map(([options]) => `{ pcall(require("ampd").setup, ${options}) }`).join(", ");
    const seen = await playIn<[boolean, string][]>(place, `return { ${calls} }`);
    for (const [index, [options, pattern]] of MISTAKES.entries()) {
      is(seen[index]?.[0], false, options);
      match(seen[index]?.[1] ?? "", pattern);
    }
  });
});

test.needing(NEOVIM, "commands, their arguments, files and slashes are completed", async () => {
  await inEditorsPlace({}, async (place) => {
    place.write("notes.md", "");
    const seen = await playIn<Record<string, unknown>>(
      place,
      `${setup()}
      local complete = vim.fn.getcompletion
      local prompt = require("ampd.completion").complete
      local function at(text)
        H.chat()
        vim.cmd("Ampd open")
        H.type(text)
        vim.cmd("startinsert!")
        vim.api.nvim_win_set_cursor(0, { 1, #text })
        vim.cmd("set virtualedit=onemore")
        vim.api.nvim_win_set_cursor(0, { 1, #text })
        local start = prompt(1, "")
        local words = {}
        if start >= 0 then
          for _, item in ipairs(prompt(0, text:sub(start + 1))) do words[#words + 1] = item.word end
        end
        return words
      end
      return { commands = complete("Ampd app", "cmdline"), arguments = complete("Ampd add di", "cmdline"),
        ranged = complete("1,2Ampd add di", "cmdline"), file = at("look at @no"), slash = at("/mod"), none = at("plain") }
    `,
    );
    equal(seen, {
      commands: ["approvals", "approve"],
      arguments: ["diagnostics"],
      ranged: ["diagnostics"],
      file: ["@notes.md"],
      slash: ["/mode", "/model"],
      none: [],
    });
  });
});

test.needing(NEOVIM, "selection, buffer, diagnostics and quickfix go into the prompt", async () => {
  await inEditorsPlace({}, async (place) => {
    place.write("a.lua", "local one = 1\nlocal two = 2\n```\n");
    const text = await playIn<string>(
      place,
      `${setup()}
      vim.cmd("edit a.lua")
      vim.bo.filetype = "lua"
      local file = vim.api.nvim_get_current_win()
      vim.cmd("2Ampd add")
      vim.diagnostic.set(vim.api.nvim_create_namespace("t"), vim.fn.bufnr("a.lua"), { { lnum = 0, col = 6, message = "unused", severity = 2 } })
      vim.fn.setqflist({ { filename = "a.lua", lnum = 2, col = 1, text = "look here" } })
      for _, what in ipairs({ "buffer", "diagnostics", "quickfix" }) do vim.cmd("Ampd add " .. what) end
      return H.prompt()
    `,
    );
    match(text, /^From a\.lua, lines 2 to 2:\n```lua\nlocal two = 2\n```\n/);
    match(text, /\na\.lua:\n````lua\nlocal one = 1\nlocal two = 2\n```\n````\n/);
    match(text, /\nDiagnostics:\n```\na\.lua:1:7: warning: unused\n```\n/);
    match(text, /\nQuickfix list:\n```\na\.lua:2:1: look here\n```\n/);
  });
});

test.needing(NEOVIM, "a range is one of the buffer that it was given in, with or without a name", async () => {
  await inEditorsPlace({}, async (place) => {
    place.write("a.lua", "local one = 1\n");
    const seen = await playIn<{ prompt: string; sent: string }>(
      place,
      `${setup()}
      local sent = H.without_ampd()
      vim.cmd("edit a.lua | enew")
      vim.api.nvim_buf_set_lines(0, 0, -1, false, { "scratch" })
      vim.cmd("1Ampd add")
      vim.cmd("wincmd t")
      H.chat().session:adopt()
      vim.cmd("1Ampd ask why?")
      return { prompt = H.prompt(), sent = sent[1].params.prompt }
    `,
    );
    const lines = "From [No Name], lines 1 to 1:\n```\nscratch\n```";
    equal(seen, { prompt: `${lines}\n`, sent: `why?\n\n${lines}` });
  });
});

test.run();
