--- Puts together the lines that a job writes. It knows no JSON.
local M = {}

--- jobstart hands over pieces cut at line ends: the first goes on with the last of the call before.
---@param on_line fun(line: string)
---@return fun(pieces: string[])
function M.joiner(on_line)
  local unfinished = {}
  return function(pieces)
    for index, piece in ipairs(pieces) do
      if index > 1 then
        local line = table.concat(unfinished)
        unfinished = {}
        on_line(line)
      end
      -- A line may come in many pieces: they are joined once, not each time.
      if piece ~= "" then
        unfinished[#unfinished + 1] = piece
      end
    end
  end
end

return M
