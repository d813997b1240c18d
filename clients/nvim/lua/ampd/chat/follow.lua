--- Where cursors go when a view changes: a window whose cursor is at the end follows it, a reader elsewhere stays there. The window
--- that keys are typed in is special: a count typed while a question comes must not become its answer, nor may an answer miss its
--- question because a tool says something. It changes no text.
local folds = require("ampd.chat.folds")
local M = {}

---@class ampd.Followers
---@field at_end table<integer, true> windows
---@field focused { win: integer, block: ampd.Block|nil, offset: integer }|nil

--- Shows the end without moving the cursor, as far as its line stays on the screen.
local function scroll_to_end(win)
  vim.api.nvim_win_call(win, function()
    local cursor = vim.api.nvim_win_get_cursor(win)[1]
    local room = vim.api.nvim_win_get_height(win) - 1
    vim.fn.winrestview({ topline = math.max(1, math.min(cursor, vim.fn.line("$") - room)) })
  end)
end

local function focused_in(view)
  local win = vim.api.nvim_get_current_win()
  if vim.api.nvim_win_get_buf(win) ~= view.buf then
    return nil
  end
  local row = vim.api.nvim_win_get_cursor(win)[1] - 1
  local block = view:block_at(row)
  return { win = win, block = block, offset = block and row - view:first_row(block) or 0 }
end

--- Who is where, before a change.
---@return ampd.Followers
function M.note(view)
  local from, at_end = view:end_line(), {}
  for _, win in ipairs(vim.fn.win_findbuf(view.buf)) do
    if folds.last_line_under_cursor(win) >= from then
      at_end[win] = true
    end
  end
  return { at_end = at_end, focused = focused_in(view) }
end

--- The cursor stays on its line of the block, or on the last one that is left.
local function keep(view, focused)
  local win, block = focused.win, focused.block
  local cursor = vim.api.nvim_win_get_cursor(win)
  local line = block and math.min(view:first_row(block) + focused.offset, view:last_row(block)) + 1
  if line and line ~= cursor[1] then
    vim.api.nvim_win_set_cursor(win, { line, cursor[2] })
  end
end

--- Puts the cursors where they belong, after the change.
---@param followers ampd.Followers
function M.move(view, followers)
  local focused, last = followers.focused, vim.api.nvim_buf_line_count(view.buf)
  for win in pairs(followers.at_end) do
    if not focused or win ~= focused.win then
      vim.api.nvim_win_set_cursor(win, { last, 0 })
    end
  end
  if not focused then
    return
  end
  local is_at_end = followers.at_end[focused.win]
  if not is_at_end or (focused.block and focused.block.is_question) then
    keep(view, focused)
  elseif folds.last_line_under_cursor(focused.win) ~= view:end_line() then
    vim.api.nvim_win_set_cursor(focused.win, { view:end_line(), 0 })
  end
  if is_at_end and view:end_line() < last then
    scroll_to_end(focused.win)
  end
end

return M
