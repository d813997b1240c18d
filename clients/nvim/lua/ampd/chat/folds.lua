--- Folds of the chat: made by hand, so that what a reader opened stays open. They belong to windows, not to the buffer.
local M = {}

--- The text of a closed fold: its first line, and how much is below.
function M.text()
  local first = vim.fn.getline(vim.v.foldstart)
  return ("%s  (+%d lines)"):format(first, vim.v.foldend - vim.v.foldstart)
end

local function in_window(win, commands)
  vim.api.nvim_win_call(win, function()
    for _, command in ipairs(commands) do
      pcall(vim.cmd, command)
    end
    -- A window whose first line has just gone into a fold would show the rest of the fold as one of its own.
    local top = vim.fn.foldclosed(vim.fn.line("w0"))
    if top > 0 then
      vim.fn.winrestview({ topline = top })
    end
  end)
end

--- Closes a fold over these lines, counted from 1, in every window that shows the buffer.
function M.close(buf, first, last)
  for _, win in ipairs(vim.fn.win_findbuf(buf)) do
    in_window(win, { ("%d,%dfold"):format(first, last) })
  end
end

--- The cursor's line; in a closed fold the last one of it, for the editor moves the cursor to the first.
---@return integer
function M.last_line_under_cursor(win)
  local line = vim.api.nvim_win_get_cursor(win)[1]
  return vim.api.nvim_win_call(win, function()
    return math.max(line, vim.fn.foldclosedend(line))
  end)
end

---@param ranges integer[][]
function M.restore(win, ranges)
  local commands = { "normal! zE" }
  for _, range in ipairs(ranges) do
    commands[#commands + 1] = ("%d,%dfold"):format(range[1], range[2])
  end
  in_window(win, commands)
end

return M
