--- User autocmds: what a configuration can act on. What happened is in `vim.g.ampd_event`, for Neovim 0.7 has no autocmd data.
local M = {}

---@alias ampd.EventName "AmpdTurnStart"|"AmpdTurnEnd"|"AmpdApproval"|"AmpdInput"|"AmpdFileEdited"|"AmpdSession"|"AmpdGone"

---@param name ampd.EventName
---@param data table
function M.emit(name, data)
  vim.g.ampd_event = data
  local options = { pattern = name, modeline = false }
  if vim.fn.has("nvim-0.8") == 1 then
    options.data = data
  end
  local went_well, err = pcall(vim.api.nvim_exec_autocmds, "User", options)
  if not went_well then
    vim.notify(("ampd: an autocommand of User %s failed: %s"):format(name, err), vim.log.levels.ERROR)
  end
end

return M
