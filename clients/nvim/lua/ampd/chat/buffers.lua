--- The two buffers of a chat. The chat outlives them: one that is deleted or emptied is made anew, with all that it showed, the
--- questions that are open in it, and the draft. Which windows show them is not decided here.
local Transcript = require("ampd.chat.transcript")
local View = require("ampd.chat.view")
local keys = require("ampd.chat.keys")
local relocation = require("ampd.chat.relocation")
local windows = require("ampd.chat.windows")
local M = {}

local COMPLETE = "v:lua.require'ampd.completion'.complete"
local NAMES = { buf = "ampd://chat/%d", prompt_buf = "ampd://prompt/%d" }

local function keep(chat, field)
  if field == "buf" then
    chat.lost.buf = relocation.keep(chat.view)
    chat.view.is_lost = true
  else
    chat.lost.prompt_buf = vim.api.nvim_buf_get_lines(chat.prompt_buf, 0, -1, false)
  end
end

--- A name can be given once the buffer that had it is gone; a window that shows that one would close with it.
local function replace(chat, field)
  local old, buf = chat[field], vim.api.nvim_create_buf(false, true)
  if old and vim.api.nvim_buf_is_valid(old) then
    for _, win in ipairs(vim.fn.win_findbuf(old)) do
      vim.api.nvim_win_set_buf(win, buf)
    end
    vim.api.nvim_buf_delete(old, { force = true })
  end
  vim.api.nvim_buf_set_name(buf, NAMES[field]:format(chat.number))
  vim.bo[buf].bufhidden = "hide"
  vim.bo[buf].swapfile = false
  chat[field] = buf
  vim.api.nvim_create_autocmd("BufUnload", {
    buffer = buf,
    once = true,
    callback = function()
      keep(chat, field)
      vim.schedule(function()
        M.renew(chat)
      end)
    end,
  })
  return buf
end

local function make_chat(chat)
  local buf = replace(chat, "buf")
  vim.bo[buf].undolevels = -1
  vim.bo[buf].modifiable = false
  keys.map_chat(chat)
  vim.api.nvim_create_autocmd("BufWinEnter", {
    buffer = buf,
    callback = function()
      windows.dress(chat, vim.api.nvim_get_current_win())
    end,
  })
end

local function make_prompt(chat)
  local buf = replace(chat, "prompt_buf")
  keys.map_prompt(chat)
  vim.bo[buf].completefunc = COMPLETE
  vim.bo[buf].omnifunc = COMPLETE
end

--- Last, as the conventions have it: a user's autocommand sees a buffer that is ready.
local function finish(chat, field)
  vim.bo[chat[field]].filetype = field == "buf" and "ampdchat" or "ampdprompt"
end

function M.make(chat)
  chat.lost = {}
  make_chat(chat)
  chat.view = View.new(chat.buf, function()
    M.renew(chat)
  end)
  chat.transcript = Transcript.new(chat.view)
  make_prompt(chat)
  finish(chat, "buf")
  finish(chat, "prompt_buf")
end

--- Makes what was lost anew, if anything was.
function M.renew(chat)
  local lost = chat.lost
  if next(lost) == nil or vim.v.exiting ~= vim.NIL then
    return
  end
  chat.lost = {}
  if lost.prompt_buf then
    make_prompt(chat)
    vim.api.nvim_buf_set_lines(chat.prompt_buf, 0, -1, false, lost.prompt_buf)
    finish(chat, "prompt_buf")
  end
  if lost.buf then
    make_chat(chat)
    relocation.resume(chat.view, chat.buf, lost.buf)
    chat.view.is_lost = false
    for _, win in ipairs(vim.fn.win_findbuf(chat.buf)) do
      windows.dress(chat, win)
    end
    finish(chat, "buf")
    if chat.session.is_busy and #vim.fn.win_findbuf(chat.buf) == 0 then
      vim.notify("ampd: the turn goes on; :Ampd open shows the chat, :Ampd cancel ends it.")
    end
  end
end

return M
