--- The highlight groups, linked to what every colour scheme has; a user's own definitions win.
local M = {}

local LINKS = {
  AmpdUser = "Title",
  AmpdAssistant = "Function",
  AmpdThought = "Comment",
  AmpdTool = "Identifier",
  AmpdToolFailed = "ErrorMsg",
  AmpdQuestion = "WarningMsg",
  AmpdOption = "Special",
  AmpdCommand = "String",
  AmpdAdded = "DiffAdd",
  AmpdRemoved = "DiffDelete",
  AmpdNotice = "Comment",
  AmpdError = "ErrorMsg",
  AmpdUsage = "NonText",
}

function M.define()
  for group, target in pairs(LINKS) do
    vim.api.nvim_set_hl(0, group, { link = target, default = true })
  end
end

return M
