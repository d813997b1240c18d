--- How a text becomes another one: exact parts are replaced in it, and a buffer takes it on with as few changes as will do. Which
--- text that may be is decided elsewhere.
local M = {}

--- How often a text occurs; counted up to two.
local function occurrences(text, part)
  local first = text:find(part, 1, true)
  if not first then
    return 0
  end
  return text:find(part, first + 1, true) and 2 or 1, first
end

--- The text with one part replaced, which must occur exactly once.
---@return string|nil
---@return "no-match"|"ambiguous"|nil why not
function M.replace_once(text, old, new)
  local count, first = 0, nil
  if old ~= "" then
    count, first = occurrences(text, old)
  end
  if count ~= 1 then
    return nil, count == 0 and "no-match" or "ambiguous"
  end
  return text:sub(1, first - 1) .. new .. text:sub(first + #old)
end

--- Replaces only the lines that differ: marks, folds and cursors elsewhere stay. One undo takes all of it back.
---@param before string what the buffer says
---@param after string
function M.apply(buf, before, after)
  local hunks = vim.diff(before, after, { result_type = "indices" })
  local lines = vim.split(after:gsub("\n$", ""), "\n", { plain = true })
  vim.api.nvim_buf_call(buf, function()
    -- What the person typed last stays an undo of its own.
    vim.cmd("let &l:undolevels = &l:undolevels")
  end)
  if before == "" then
    -- A buffer without text has a line all the same.
    return vim.api.nvim_buf_set_lines(buf, 0, -1, false, lines)
  end
  for index = #hunks, 1, -1 do
    local old_first, old_count, new_first, new_count = unpack(hunks[index])
    -- Of an insertion, the first number is the line that it follows.
    local start = old_count == 0 and old_first or old_first - 1
    local replacement = new_count == 0 and {} or vim.list_slice(lines, new_first, new_first + new_count - 1)
    vim.api.nvim_buf_set_lines(buf, start, start + old_count, false, replacement)
  end
end

--- Writes a buffer that had no changes before. What its own autocommands object to leaves it modified.
---@return string|nil why it was not written
function M.save(buf)
  if vim.bo[buf].readonly then
    return "the buffer is read-only"
  end
  local went_well, err = pcall(vim.api.nvim_buf_call, buf, function()
    -- The file was compared a moment ago; without `!`, a time of its own that is newer would make Neovim ask.
    vim.cmd("silent write!")
  end)
  return not went_well and tostring(err) or nil
end

return M
