--- Finds the ampd to start: the option `cmd`, `ampd` on PATH, or the one whose package this plugin is part of. It starts nothing.
local config = require("ampd.config")
local M = {}

local INSTALL = "Install it with `npm install -g ampd`, or say where it is: "
  .. "require('ampd').setup({ cmd = { 'node', '/path/to/dist/ampd.js' } })."

--- The server that was built beside this plugin, where there is one.
local function beside()
  local here = debug.getinfo(1, "S").source:sub(2)
  local path = vim.fn.fnamemodify(here, ":p:h:h:h:h:h") .. "/dist/ampd.js"
  return vim.fn.filereadable(path) == 1 and path or nil
end

---@return string[]|nil command
---@return string|nil why there is none
function M.command()
  local given = config.options.cmd
  if given then
    local command = type(given) == "table" and given or { given }
    if vim.fn.executable(command[1]) == 1 then
      return command
    end
    return nil, ("The option `cmd` names %q, which cannot be run."):format(command[1])
  end
  local on_path = vim.fn.exepath("ampd")
  if on_path ~= "" then
    return { on_path }
  end
  local path = beside()
  if not path then
    return nil, "There is no `ampd` on PATH. " .. INSTALL
  end
  if vim.fn.executable("node") == 0 then
    return nil, "There is no `node` on PATH, and ampd needs Node.js 20.19 or later."
  end
  return { "node", path }
end

return M
