--- The options: their defaults, and whether what a user gave fits. It acts on nothing.
local suggest = require("ampd.suggest")
local M = {}

---@class ampd.Keys
---@field send string|false in the prompt, normal mode
---@field send_insert string|false in the prompt, insert mode
---@field steer string|false in the prompt, normal mode: send into the running turn
---@field cancel string|false in both buffers, normal mode
---@field diff string|false in a question: show its diff in a window
---@field edit string|false in a question: change what a tool wants to write
---@field next_item string|false in the chat: the next heading or question
---@field previous_item string|false
---@field allow_once string|false in a question, and nowhere else
---@field allow_session string|false
---@field allow_always string|false
---@field deny_once string|false
---@field deny_always string|false

---@class ampd.Options
---@field cmd? string|string[] how ampd is started; default: `ampd` on PATH, then the one that this plugin came with
---@field env? table<string, string> added to ampd's environment
---@field profile? string of new sessions; default: what ampd's settings say
---@field approvals? "buffer"|"select" where questions are put
---@field busy? "queue"|"steer" what becomes of a message that is sent while a turn runs
---@field position? "right"|"left"|"bottom"|"tab" of the chat
---@field size? number columns or lines of the chat; below 1: a share of the screen
---@field prompt_height? number
---@field fold? boolean thoughts and finished tools are folded
---@field tools? boolean the editor's own tools are offered to the model
---@field reload? boolean buffers without changes follow their files
---@field keys? ampd.Keys

M.defaults = {
  cmd = nil,
  env = {},
  profile = nil,
  approvals = "buffer",
  busy = "queue",
  position = "right",
  size = 0.45,
  prompt_height = 7,
  fold = true,
  tools = true,
  reload = true,
  keys = {
    send = "<CR>",
    send_insert = "<C-s>",
    steer = "g<CR>",
    cancel = "<C-c>",
    diff = "gd",
    edit = "ge",
    next_item = "]]",
    previous_item = "[[",
    allow_once = "1",
    allow_session = "2",
    allow_always = "3",
    deny_once = "4",
    deny_always = "5",
  },
}

local function is_one_of(...)
  local allowed = { ... }
  return function(value)
    return vim.tbl_contains(allowed, value), "one of " .. table.concat(allowed, ", ")
  end
end

local function is_a(...)
  local types = { ... }
  return function(value)
    return vim.tbl_contains(types, type(value)), "a " .. table.concat(types, " or ")
  end
end

local function is_key(value)
  return type(value) == "string" or value == false, "a key, or false for none"
end

local CHECKS = {
  cmd = is_a("string", "table"),
  env = is_a("table"),
  profile = is_a("string"),
  approvals = is_one_of("buffer", "select"),
  busy = is_one_of("queue", "steer"),
  position = is_one_of("right", "left", "bottom", "tab"),
  size = is_a("number"),
  prompt_height = is_a("number"),
  fold = is_a("boolean"),
  tools = is_a("boolean"),
  reload = is_a("boolean"),
  keys = is_a("table"),
}

local function check_table(given, checks, prefix, problems)
  for name, value in pairs(given) do
    local check = type(checks) == "table" and checks[name] or (type(checks) == "function" and checks)
    if not check then
      problems[#problems + 1] = prefix .. suggest.unknown("option", tostring(name), vim.tbl_keys(checks))
    else
      local fits, wanted = check(value)
      if not fits then
        problems[#problems + 1] = ("%s%s: it must be %s, and is %s"):format(prefix, name, wanted, vim.inspect(value))
      end
    end
  end
end

--- Every problem of what a user gave.
---@return string[]
function M.problems(given)
  local problems = {}
  check_table(given, CHECKS, "", problems)
  if type(given.keys) == "table" then
    local checks = {}
    for name in pairs(M.defaults.keys) do
      checks[name] = is_key
    end
    check_table(given.keys, checks, "keys: ", problems)
  end
  table.sort(problems)
  return problems
end

M.options = vim.deepcopy(M.defaults)

--- Merges a user's options over the defaults. Throws one error that names every problem.
---@param given ampd.Options
function M.set(given)
  local problems = M.problems(given)
  if #problems > 0 then
    error("ampd: setup: " .. table.concat(problems, "\n"), 0)
  end
  M.options = vim.tbl_deep_extend("force", vim.deepcopy(M.defaults), given)
end

return M
