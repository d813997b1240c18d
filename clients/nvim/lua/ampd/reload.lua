--- Keeps buffers in step with files that tools have changed: a buffer without changes follows its file, one with changes is left
--- as it is, and the chat says so. Neovim asks nothing meanwhile.
local config = require("ampd.config")
local files = require("ampd.tools.files")
local M = {}

--- A bigger file is left to Neovim's own check, which looks at times in whole seconds.
local MAX_COMPARED_BYTES = 16 * 1024 * 1024

--- Which state of a file the person was told of, by buffer.
local told = {}

local function stamp(path)
  local stat = vim.loop.fs_stat(path)
  return stat and ("%d.%d %d"):format(stat.mtime.sec, stat.mtime.nsec, stat.size) or "gone"
end

local function notice(chat, buf)
  local path = vim.api.nvim_buf_get_name(buf)
  local now = stamp(path)
  if told[buf] == now then
    return
  end
  told[buf] = now
  local text = "%s has changed on disk, and has unsaved changes here: it was left as it is. :edit! takes the file's text."
  chat.transcript:notice(text:format(vim.fn.fnamemodify(path, ":~:.")), "AmpdQuestion")
end

--- Neovim's own check of every loaded file.
---@return integer[] buffers with changes whose files have changed, too
local function check_times()
  local left = {}
  local autocmd = vim.api.nvim_create_autocmd("FileChangedShell", {
    callback = function(event)
      local is_safe = vim.v.fcs_reason == "changed" and not vim.bo[event.buf].modified
      if vim.v.fcs_reason == "conflict" then
        left[#left + 1] = event.buf
      end
      vim.v.fcs_choice = is_safe and "reload" or ""
    end,
  })
  pcall(vim.cmd, "silent! checktime")
  vim.api.nvim_del_autocmd(autocmd)
  return left
end

local is_scheduled = false

--- Tools may have changed files, nobody knows which.
---@param chat table where to say what was left alone
function M.changed_files(chat)
  if not config.options.reload or is_scheduled then
    return
  end
  is_scheduled = true
  vim.schedule(function()
    is_scheduled = false
    for _, buf in ipairs(check_times()) do
      notice(chat, buf)
    end
  end)
end

--- A tool has written this file.
function M.changed_file(chat, path)
  local buf = config.options.reload and files.find(path)
  if not buf then
    return
  end
  if vim.bo[buf].modified then
    notice(chat, buf)
  else
    M.refresh(buf)
  end
end

--- Whether a buffer is other than its file; nothing where that cannot be told.
---@return boolean|nil
local function differs(buf)
  local path = vim.api.nvim_buf_get_name(buf)
  local stat = vim.loop.fs_stat(path)
  local encoding = vim.bo[buf].fileencoding
  if not stat or stat.size > MAX_COMPARED_BYTES or (encoding ~= "" and encoding ~= "utf-8") then
    return nil
  end
  local text = files.bytes(path)
  if not text then
    return nil
  end
  if vim.bo[buf].bomb then
    text = text:gsub("^\239\187\191", "")
  end
  if vim.bo[buf].fileformat == "dos" then
    text = text:gsub("\r\n", "\n")
  end
  return text ~= files.text(buf)
end

--- Brings one buffer up to date at once, where it has no changes of its own. What the cursor looks at stays.
function M.refresh(buf)
  if vim.bo[buf].modified or not differs(buf) then
    return
  end
  local win = vim.fn.win_findbuf(buf)[1]
  local function reload()
    local view = vim.fn.winsaveview()
    vim.cmd("silent! edit")
    vim.fn.winrestview(view)
  end
  if win then
    vim.api.nvim_win_call(win, reload)
  else
    vim.api.nvim_buf_call(buf, reload)
  end
end

return M
