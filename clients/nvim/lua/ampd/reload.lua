--- Keeps buffers in step with files that tools have changed: a buffer without changes follows its file, one with changes is left
--- as it is, and the chat says so.
local config = require("ampd.config")
local M = {}

--- Looks at every loaded file once. Neovim asks nothing meanwhile.
---@return string[] names of the buffers that differ from their files and were left alone
local function check()
  local left = {}
  local autocmd = vim.api.nvim_create_autocmd("FileChangedShell", {
    callback = function(event)
      local is_safe = vim.v.fcs_reason == "changed" and not vim.bo[event.buf].modified
      if vim.v.fcs_reason == "conflict" then
        left[#left + 1] = event.file
      end
      vim.v.fcs_choice = is_safe and "reload" or ""
    end,
  })
  pcall(vim.cmd, "silent! checktime")
  vim.api.nvim_del_autocmd(autocmd)
  return left
end

local is_scheduled = false

--- Tools may have changed files.
---@param chat table where to say what was left alone
function M.changed_files(chat)
  if not config.options.reload or is_scheduled then
    return
  end
  is_scheduled = true
  vim.schedule(function()
    is_scheduled = false
    for _, name in ipairs(check()) do
      local text = "%s has changed on disk, and has unsaved changes here: it was left as it is. :edit! takes the file's text."
      chat.transcript:notice(text:format(vim.fn.fnamemodify(name, ":~:.")), "AmpdQuestion")
    end
  end)
end

--- Brings one buffer without changes up to date, at once.
function M.refresh(buf)
  if vim.bo[buf].modified then
    return
  end
  local before = vim.bo[buf].autoread
  vim.bo[buf].autoread = true
  pcall(vim.cmd, "silent! checktime " .. buf)
  vim.bo[buf].autoread = before
end

return M
