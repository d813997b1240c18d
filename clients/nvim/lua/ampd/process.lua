--- The ampd that this editor has started: its lines, the end of what it said on stderr, its end.
local lines = require("ampd.rpc.lines")
local log = require("ampd.log")
local M = {}

--- How much of stderr an error message quotes.
local MAX_LAST_WORDS = 5

---@class ampd.Process
---@field write fun(text: string)
---@field stop fun()
---@field pid integer

---@class ampd.ProcessOptions
---@field command string[]
---@field env table<string, string>
---@field on_line fun(line: string)
---@field on_exit fun(reason: ampd.Error)

local function remember(words, line)
  if line == "" then
    return
  end
  log.add("stderr", line)
  words[#words + 1] = line
  if #words > MAX_LAST_WORDS then
    table.remove(words, 1)
  end
end

local function died(command, code, words)
  local said = #words > 0 and (" Its last lines: " .. table.concat(words, " | ")) or ""
  local hint = "Send again to start it anew; :Ampd log and :checkhealth ampd say more."
  if code == 127 then
    hint = "Something that it needs was not found, probably `node`; is it on the PATH that Neovim has?"
  end
  return { kind = "process-died", message = ("ampd (%s) ended with exit code %d.%s"):format(command[1], code, said), hint = hint }
end

--- ampd leaves by itself when its stdin ends, however this editor may end.
---@param options ampd.ProcessOptions
---@return ampd.Process|nil
---@return ampd.Error|nil
function M.start(options)
  local words = {}
  local on_stderr = lines.joiner(function(line)
    remember(words, line)
  end)
  local on_stdout = lines.joiner(options.on_line)
  local went_well, job = pcall(vim.fn.jobstart, options.command, {
    env = next(options.env) and options.env or nil,
    on_stdout = function(_, pieces)
      on_stdout(pieces)
    end,
    on_stderr = function(_, pieces)
      on_stderr(pieces)
    end,
    on_exit = function(_, code)
      -- What it said last may lack a line end.
      on_stderr({ "", "" })
      options.on_exit(died(options.command, code, words))
    end,
  })
  if not went_well or job <= 0 then
    local why = went_well and "it cannot be run" or tostring(job)
    return nil, { kind = "start-failed", message = ("ampd could not be started (%s): %s"):format(options.command[1], why) }
  end
  return {
    pid = vim.fn.jobpid(job),
    write = function(text)
      -- That it is gone is told by its exit.
      pcall(vim.fn.chansend, job, text)
    end,
    stop = function()
      pcall(vim.fn.jobstop, job)
    end,
  }
end

return M
