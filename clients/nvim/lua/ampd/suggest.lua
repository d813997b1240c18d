--- Which known word was meant: the one that the fewest changes lead to.
local M = {}

--- More changes than this, or than a third of the word, and it was something else.
local MAX_CHANGES = 3

--- Characters put in, taken out or exchanged (Levenshtein).
local function changes_between(left, right)
  local row = {}
  for column = 0, #right do
    row[column] = column
  end
  for index = 1, #left do
    local following = { [0] = index }
    for column = 1, #right do
      local exchanged = row[column - 1] + (left:byte(index) == right:byte(column) and 0 or 1)
      following[column] = math.min(exchanged, row[column] + 1, following[column - 1] + 1)
    end
    row = following
  end
  return row[#right]
end

---@param known string[]
---@return string|nil
function M.nearest(word, known)
  local best, fewest = nil, math.min(MAX_CHANGES, math.max(1, math.floor(#word / 3))) + 1
  for _, candidate in ipairs(known) do
    local changes = changes_between(word, candidate)
    if changes < fewest then
      best, fewest = candidate, changes
    end
  end
  return best
end

--- A message about a word that is not known, with what was probably meant.
---@param what string such as "option"
function M.unknown(what, word, known)
  local sorted = vim.deepcopy(known)
  table.sort(sorted)
  local near = M.nearest(word, sorted)
  local advice = near and ("did you mean %q?"):format(near) or ("there are: " .. table.concat(sorted, ", "))
  return ("unknown %s %q; %s"):format(what, word, advice)
end

return M
