--- `:checkhealth ampd`: is everything there that the client needs, and does ampd answer?
local M = {}

--- Longer than the client itself waits for ampd, so that it is the client that says what is wrong.
local START_TIMEOUT_MS = 40000
local OLDEST_NODE = { 20, 19 }

--- Before 0.8 the functions were named otherwise.
local health = vim.health or {}
local function report(kind, ...)
  local call = health[kind] or health["report_" .. kind] or require("health")["report_" .. kind]
  call(...)
end

local function check_editor()
  local version = vim.version()
  local text = ("Neovim %d.%d.%d"):format(version.major, version.minor, version.patch)
  if vim.fn.has("nvim-0.7.2") == 1 then
    report("ok", text)
  else
    report("error", text .. " is too old: 0.7.2 is the oldest that works")
  end
end

local function check_node()
  if vim.fn.executable("node") == 0 then
    return report("error", "There is no `node` on the PATH that Neovim has", { "Install Node.js 20.19 or later" })
  end
  local said = vim.trim(vim.fn.system({ "node", "--version" }))
  local major, minor = said:match("^v(%d+)%.(%d+)")
  major, minor = tonumber(major or 0), tonumber(minor or 0)
  if major > OLDEST_NODE[1] or (major == OLDEST_NODE[1] and minor >= OLDEST_NODE[2]) then
    report("ok", "Node.js " .. said)
  else
    report("error", ("Node.js %s is too old: ampd needs 20.19 or later"):format(said))
  end
end

local function check_ampd()
  local command, why = require("ampd.locate").command()
  if not command then
    return report("error", why)
  end
  report("ok", "ampd is started by: " .. table.concat(command, " "))
  local server = require("ampd.server")
  local is_over, failure = false, nil
  server.ensure(function(err)
    is_over, failure = true, err
  end)
  vim.wait(START_TIMEOUT_MS, function()
    return is_over
  end, 20)
  if failure then
    report("error", failure.message, failure.hint and { failure.hint } or nil)
  elseif not is_over then
    report("error", ("ampd did not answer within %d s"):format(START_TIMEOUT_MS / 1000), { ":Ampd log shows what it said" })
  else
    report("ok", ("%s %s answers (process %d)"):format(server.info.name, server.info.version, server.pid()))
  end
end

local function check_options()
  local problems = require("ampd.config").problems(require("ampd.config").options)
  if #problems == 0 then
    report("ok", "the options are valid")
  end
  for _, problem in ipairs(problems) do
    report("error", problem)
  end
end

function M.check()
  report("start", "ampd")
  check_editor()
  check_node()
  check_options()
  check_ampd()
end

return M
