--- Ids that nobody else makes, as ampd takes them for sessions and turns.
local M = {}

---@return string 32 random hex digits in groups
function M.new()
  local hex = vim.loop.random(16):gsub(".", function(byte)
    return ("%02x"):format(byte:byte())
  end)
  return (hex:gsub("^(%x%x%x%x%x%x%x%x)(%x%x%x%x)(%x%x%x%x)(%x%x%x%x)", "%1-%2-%3-%4-"))
end

return M
