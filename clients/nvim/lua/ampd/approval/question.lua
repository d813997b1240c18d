--- What ampd asks, as lines of a buffer, and which of them is which option. It answers nothing.
local M = {}

--- The order in which answers are offered, whatever the order in which they came: the narrowest yes first.
local KINDS = { "allow_once", "allow_session", "allow_always", "deny_once", "deny_always" }

---@class ampd.Option
---@field id string
---@field label string
---@field kind "allow_once"|"allow_session"|"allow_always"|"deny_once"|"deny_always"

---@class ampd.Drawn
---@field lines string[]
---@field groups table<integer, string> highlights, by line from 0
---@field options table<integer, ampd.Option> by line from 0
---@field options_from integer the line of the first option
---@field details_from? integer where lines begin that need not be seen

---@param options ampd.Option[]
---@return ampd.Option[]
function M.sorted(options)
  local sorted = {}
  for _, kind in ipairs(KINDS) do
    for _, option in ipairs(options) do
      if option.kind == kind then
        sorted[#sorted + 1] = option
      end
    end
  end
  return sorted
end

--- The first option of a kind.
---@return ampd.Option|nil
function M.option_of(options, kind)
  for _, option in ipairs(options) do
    if option.kind == kind then
      return option
    end
  end
end

--- A label or a path as the one line that a buffer takes.
function M.in_one_line(text)
  return (text:gsub("\n", "\\n"))
end

--- What no answer means: no, this once.
---@return string id
function M.denial(params)
  local denial = M.option_of(params.options, "deny_once") or M.option_of(params.options, "deny_always")
  return denial and denial.id or params.default
end

--- How a line of a diff is highlighted.
---@return string|nil
function M.diff_group(line)
  local first = line:sub(1, 1)
  return first == "+" and "AmpdAdded" or first == "-" and "AmpdRemoved" or nil
end

--- A diff says what is in the middle of the question; that follows the answers, then, and nothing is left out.
local function split_prompt(text, has_diff)
  local paragraphs = vim.split(vim.trim(text), "\n\n", { plain = true })
  if not has_diff or #paragraphs < 3 then
    return vim.split(vim.trim(text), "\n", { plain = true }), {}, {}
  end
  local details = vim.split(table.concat(paragraphs, "\n\n", 2, #paragraphs - 1), "\n", { plain = true })
  return vim.split(paragraphs[1], "\n", { plain = true }), vim.split(paragraphs[#paragraphs], "\n", { plain = true }), details
end

---@param params table of `approval/request`
---@param keys table<string, string|false> by kind, and `diff` and `edit`
---@return ampd.Drawn
function M.draw(params, keys)
  local drawn = { lines = {}, groups = {}, options = {} }
  local function add(line, group)
    drawn.lines[#drawn.lines + 1] = M.in_one_line(line)
    if group then
      drawn.groups[#drawn.lines - 1] = group
    end
  end
  local detail = params.detail or {}
  local before, after, details = split_prompt(params.prompt, detail.diff ~= nil)
  M._draw_text(add, before, params)
  for _, line in ipairs(detail.diff and vim.split(vim.trim(detail.diff), "\n", { plain = true }) or {}) do
    add("  " .. line, M.diff_group(line))
  end
  for _, line in ipairs(after) do
    add(line == "" and "" or "  " .. line)
  end
  M._draw_options(drawn, add, params, keys)
  if #details > 0 then
    drawn.details_from = #drawn.lines
    add("  with:")
    for _, line in ipairs(details) do
      add("    " .. line)
    end
  end
  return drawn
end

--- What is asked. Where a command runs is the line below it.
function M._draw_text(add, lines, params)
  local detail = params.detail or {}
  local command = detail.command and vim.split(detail.command, "\n", { plain = true }) or {}
  local last = command[#command]
  local is_place_told = not detail.path or params.prompt:find(detail.path, 1, true) ~= nil
  local function tell_place(word)
    if not is_place_told then
      is_place_told = true
      add(("  %s %s"):format(word, detail.path))
    end
  end
  for index, line in ipairs(lines) do
    local is_command = line ~= "" and vim.tbl_contains(command, line)
    local group = index == 1 and "AmpdQuestion" or is_command and "AmpdCommand" or nil
    add(index == 1 and "? " .. line or line == "" and "" or "  " .. line, group)
    if is_command and line == last then
      tell_place("in")
    end
  end
  if detail.command and not params.prompt:find(detail.command, 1, true) then
    for _, line in ipairs(command) do
      add("  $ " .. line, "AmpdCommand")
    end
  end
  tell_place(detail.command and "in" or "at")
end

function M._draw_options(drawn, add, params, keys)
  drawn.options_from = #drawn.lines
  local has_key = {}
  for _, option in ipairs(M.sorted(params.options)) do
    local key = not has_key[option.kind] and keys[option.kind] or nil
    has_key[option.kind] = true
    drawn.options[#drawn.lines] = option
    add(("  [%s] %s"):format(key or " ", option.label), "AmpdOption")
  end
  local help = "  With the cursor here: a key above, or <CR> on a line"
  if params.detail and params.detail.diff and keys.diff then
    help = ("%s; %s shows the diff in a window"):format(help, keys.diff)
  end
  if keys.edit and require("ampd.approval.proposal").is_editable(params) then
    help = ("%s; %s lets you change the text"):format(help, keys.edit)
  end
  add(help .. ".", "AmpdNotice")
end

return M
