--- What the person is looking at, as text for a prompt: a selection, a buffer, diagnostics, the quickfix list.
local M = {}

--- More than this is cut, visibly: a prompt is not where a megabyte belongs.
local MAX_BYTES = 200 * 1024
local SEVERITIES = { "error", "warning", "info", "hint" }

local function is_file(buf)
  return vim.api.nvim_buf_is_valid(buf) and vim.bo[buf].buftype == "" and vim.api.nvim_buf_get_name(buf) ~= ""
end

--- The file that the person is in, or was in before they came to the chat.
---@return integer|nil
function M.last_file()
  local current = vim.api.nvim_get_current_buf()
  if is_file(current) then
    return current
  end
  local best, latest = nil, -1
  for _, info in ipairs(vim.fn.getbufinfo({ buflisted = 1 })) do
    if is_file(info.bufnr) and info.lastused > latest then
      best, latest = info.bufnr, info.lastused
    end
  end
  return best
end

local function name_of(buf)
  local name = vim.api.nvim_buf_get_name(buf)
  return name == "" and "[No Name]" or vim.fn.fnamemodify(name, ":~:.")
end

--- A fence that the text does not close.
local function fenced(text, filetype)
  if #text > MAX_BYTES then
    text = ("%s\n… cut here: %d bytes in all"):format(text:sub(1, MAX_BYTES), #text)
  end
  local fence = "```"
  while text:find(fence, 1, true) do
    fence = fence .. "`"
  end
  return ("%s%s\n%s\n%s"):format(fence, filetype, text, fence)
end

--- The lines that are selected, or were selected last.
---@return { first: integer, last: integer, text: string }|nil
function M.selection(buf)
  local first = vim.api.nvim_buf_get_mark(buf, "<")[1]
  local last = vim.api.nvim_buf_get_mark(buf, ">")[1]
  if first == 0 or last == 0 then
    return nil
  end
  return M.lines(buf, first, last)
end

function M.lines(buf, first, last)
  local text = table.concat(vim.api.nvim_buf_get_lines(buf, first - 1, last, false), "\n")
  return { first = first, last = last, text = text }
end

---@param range { first: integer, last: integer }|nil of the buffer that the command was given in
local function selection(range)
  local buf = range and vim.api.nvim_get_current_buf() or M.last_file()
  local lines = buf and (range and M.lines(buf, range.first, range.last) or M.selection(buf))
  if not lines then
    return nil, "nothing is selected"
  end
  return ("From %s, lines %d to %d:\n%s"):format(name_of(buf), lines.first, lines.last, fenced(lines.text, vim.bo[buf].filetype))
end

local function buffer()
  local buf = M.last_file()
  if not buf then
    return nil, "no file is open"
  end
  local text = table.concat(vim.api.nvim_buf_get_lines(buf, 0, -1, false), "\n")
  local unsaved = vim.bo[buf].modified and " (with unsaved changes)" or ""
  return ("%s%s:\n%s"):format(name_of(buf), unsaved, fenced(text, vim.bo[buf].filetype))
end

local function diagnostics()
  local buf = M.last_file()
  local lines = {}
  for _, one in ipairs(buf and vim.diagnostic.get(buf) or {}) do
    lines[#lines + 1] = ("%s:%d:%d: %s: %s"):format(name_of(buf), one.lnum + 1, one.col + 1, SEVERITIES[one.severity], one.message)
  end
  if #lines == 0 then
    return nil, "there are no diagnostics"
  end
  return "Diagnostics:\n" .. fenced(table.concat(lines, "\n"), "")
end

local function quickfix()
  local lines = {}
  for _, item in ipairs(vim.fn.getqflist()) do
    local name = item.bufnr > 0 and name_of(item.bufnr) or ""
    lines[#lines + 1] = ("%s:%d:%d: %s"):format(name, item.lnum, item.col, vim.trim(item.text))
  end
  if #lines == 0 then
    return nil, "the quickfix list is empty"
  end
  return "Quickfix list:\n" .. fenced(table.concat(lines, "\n"), "")
end

--- What can be added, by name: text, or nothing and why.
---@type table<string, fun(range: table|nil): string|nil, string|nil>
M.sources = { selection = selection, buffer = buffer, diagnostics = diagnostics, quickfix = quickfix }

return M
