--- The two windows of a chat: what is said above, the prompt below. It knows nothing of what is in them.
local config = require("ampd.config")
local M = {}

local SPLITS = { right = "botright vsplit", left = "topleft vsplit", bottom = "botright split", tab = "tab split" }

--- What only a window that shows a chat has; `setlocal` keeps it from whatever is shown there next.
local CHAT_LOOK = table.concat({
  "setlocal foldmethod=manual foldenable foldtext=v:lua.require'ampd.chat.folds'.text()",
  "wrap linebreak nonumber norelativenumber signcolumn=no foldcolumn=0 nolist nospell",
}, " ")

local function find(buf)
  for _, win in ipairs(vim.api.nvim_tabpage_list_wins(0)) do
    if vim.api.nvim_win_get_buf(win) == buf then
      return win
    end
  end
end

local function resize(total, apply)
  local size = config.options.size
  apply(math.floor(size < 1 and total * size or size))
end

---@param chat table
---@return boolean
function M.are_open(chat)
  return find(chat.buf) ~= nil
end

--- Dresses the window that has just begun to show the buffer of a chat.
function M.dress(chat, win)
  vim.api.nvim_win_call(win, function()
    vim.cmd(CHAT_LOOK)
    vim.cmd("setlocal statusline=%{v:lua.require'ampd'.chat_status()}")
  end)
  chat.view:restore_folds(win)
end

--- A window for a chat where it belongs.
---@return integer
local function place(chat)
  local position = config.options.position
  vim.cmd(SPLITS[position])
  local win = vim.api.nvim_get_current_win()
  vim.api.nvim_win_set_buf(win, chat.buf)
  if position == "right" or position == "left" then
    resize(vim.o.columns, function(width)
      vim.api.nvim_win_set_width(win, width)
    end)
  elseif position == "bottom" then
    resize(vim.o.lines, function(height)
      vim.api.nvim_win_set_height(win, height)
    end)
  end
  return win
end

--- The same above its prompt, whose window is still there.
local function place_above(prompt_win, chat)
  vim.api.nvim_set_current_win(prompt_win)
  vim.cmd("aboveleft split | setlocal nowinfixheight")
  local win = vim.api.nvim_get_current_win()
  vim.api.nvim_win_set_buf(win, chat.buf)
  vim.api.nvim_win_set_height(prompt_win, config.options.prompt_height)
  return win
end

--- Shows a chat in this tab. The cursor goes to the prompt.
function M.open(chat)
  local win, prompt_win = find(chat.buf), find(chat.prompt_buf)
  if not win then
    win = prompt_win and place_above(prompt_win, chat) or place(chat)
    vim.api.nvim_win_set_cursor(win, { vim.api.nvim_buf_line_count(chat.buf), 0 })
  end
  if not prompt_win then
    vim.api.nvim_set_current_win(win)
    vim.cmd("belowright split")
    prompt_win = vim.api.nvim_get_current_win()
    vim.api.nvim_win_set_buf(prompt_win, chat.prompt_buf)
    vim.api.nvim_win_set_height(prompt_win, config.options.prompt_height)
    vim.cmd("setlocal winfixheight wrap linebreak nonumber norelativenumber signcolumn=no nolist")
  end
  vim.api.nvim_set_current_win(prompt_win)
end

--- Puts the cursor on a line of the chat, counted from 1, whose windows are open.
function M.go_to(chat, line)
  local win = find(chat.buf)
  vim.api.nvim_set_current_win(win)
  vim.api.nvim_win_set_cursor(win, { line, 0 })
end

--- Shows one chat where another is shown.
function M.swap(from, to)
  for _, pair in ipairs({ { from.buf, to.buf }, { from.prompt_buf, to.prompt_buf } }) do
    local win = find(pair[1])
    if win then
      vim.api.nvim_win_set_buf(win, pair[2])
    end
  end
end

--- Hides a chat; the last window of the editor stays.
function M.close(chat)
  for _, buf in ipairs({ chat.prompt_buf, chat.buf }) do
    local win = find(buf)
    if win and not pcall(vim.api.nvim_win_close, win, true) then
      vim.api.nvim_win_call(win, function()
        vim.cmd("enew")
      end)
    end
  end
end

return M
