/** What tools say of the plugin, and what it costs an editor that does not use it. */
import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { equal, is, match, not } from "uvu/assert";
import { blocks, page } from "../../support/docs.ts";
import { ROOT, sourceFiles } from "../../support/source-files.ts";
import { suite } from "../../support/suite.ts";
import { inEditorsPlace, NEOVIM, playIn, setup } from "./run-nvim.ts";

const test = suite("nvim: the plugin");
const LUACHECK = {
  name: "luacheck",
  isMet: spawnSync("luacheck", ["--version"]).status === 0,
};

test.needing(LUACHECK, "luacheck has nothing to say", () => {
  const run = spawnSync("luacheck", ["--no-color", "--no-cache", "clients/nvim", "test/clients/nvim"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  is(run.status, 0, run.stdout);
});

test("no file of it is long, and each says what it is", () => {
  for (const { path, text } of sourceFiles([".lua"], ["clients/nvim"])) {
    match(text, /^---? /, path);
    if (!path.endsWith("protocol.lua"))
      is(text.split("\n").length <= 260, true, `${path} has ${text.split("\n").length} lines`);
  }
});

test.needing(NEOVIM, "at the start nothing of it is loaded, and nothing is mapped", async () => {
  await inEditorsPlace({}, async (place) => {
    const seen = await playIn<{ loaded: string[]; maps: string[]; plugs: number; status: string }>(
      place,
      `
      local loaded, maps, plugs = {}, {}, 0
      for name in pairs(package.loaded) do if name:match("^ampd") then loaded[#loaded + 1] = name end end
      for _, mode in ipairs({ "n", "x", "i" }) do
        for _, map in ipairs(vim.api.nvim_get_keymap(mode)) do
          if map.lhs:match("^<Plug>%(ampd") then plugs = plugs + 1
          elseif (map.rhs or ""):match("[aA]mpd") then maps[#maps + 1] = map.lhs end
        end
      end
      return { loaded = loaded, maps = maps, plugs = plugs, status = require("ampd").status() }
    `,
    );
    equal(seen, { loaded: [], maps: [], plugs: 8, status: "" });
  });
});

test.needing(NEOVIM, "its help has tags for each command, option and event", async () => {
  await inEditorsPlace({}, async (place) => {
    const copy = join(place.directory, "doc");
    cpSync(join(ROOT, "clients", "nvim", "doc"), copy, { recursive: true });
    const { tags, commands } = await playIn<{ tags: string[]; commands: string[] }>(
      place,
      `
      vim.cmd("helptags ${copy}")
      local tags, commands = {}, {}
      for line in io.lines("${copy}/tags") do tags[#tags + 1] = line:match("^[^\\t]+") end
      for _, command in ipairs(require("ampd.command").all()) do commands[#commands + 1] = ":Ampd-" .. command.name end
      return { tags = tags, commands = commands }
    `,
    );
    equal(
      commands.filter((name) => !tags.includes(name)),
      [],
    );
  });
});

test.needing(NEOVIM, "its help lists the options as they are", async () => {
  await inEditorsPlace({}, async (place) => {
    const help = sourceFiles([".txt"], ["clients/nvim/doc"])[0]?.text ?? "";
    const shown = /require\("ampd"\)\.setup\((\{[\s\S]*?\n\t\})\)/.exec(help)?.[1];
    const seen = await playIn<boolean>(place, `return vim.deep_equal(${shown}, require("ampd.config").defaults)`);
    is(seen, true);
  });
});

test.needing(NEOVIM, "the line of its README for init.lua finds it in the package", async () => {
  await inEditorsPlace({}, async (place) => {
    const [line = ""] = blocks(page("clients/nvim/README.md"), "lua");
    const seen = await playIn<string[]>(
      place,
      `vim.fn.system = function(command) return command == "npm root -g" and "/modules\\n" or "" end
      ${line}
      return vim.opt.runtimepath:get()`,
    );
    is(seen.includes("/modules/ampd/clients/nvim"), true);
    const { files } = JSON.parse(page("package.json")) as { files: string[] };
    is(files.includes("clients/nvim"), true);
  });
});

test.needing(NEOVIM, ":checkhealth starts ampd and says that all is well", async () => {
  await inEditorsPlace({}, async (place) => {
    const text = await playIn<string>(
      place,
      `${setup()}
      vim.cmd("checkhealth ampd")
      return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\\n")
    `,
    );
    match(text, /Neovim 0\.\d+\.\d+/);
    match(text, /ampd \d+\.\d+\.\d+ answers \(process \d+\)/);
    not.match(text, /ERROR/);
  });
});

test.run();
