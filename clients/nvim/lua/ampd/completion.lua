--- Completion in the prompt: files behind `@`, commands behind a `/` at its beginning.
local M = {}

local MAX_FILES = 200

local function files(lead)
  local found = {}
  for _, path in ipairs(vim.fn.getcompletion(lead, "file")) do
    found[#found + 1] = { word = "@" .. path, menu = vim.endswith(path, "/") and "[dir]" or "[file]" }
    if #found >= MAX_FILES then
      break
    end
  end
  return found
end

local function open_files(lead)
  local found = {}
  for _, info in ipairs(vim.fn.getbufinfo({ buflisted = 1 })) do
    local name = vim.fn.fnamemodify(info.name, ":~:.")
    if info.name ~= "" and vim.bo[info.bufnr].buftype == "" and name:find(lead, 1, true) then
      found[#found + 1] = { word = "@" .. name, menu = "[open]" }
    end
  end
  return found
end

local function merged(...)
  local all, seen = {}, {}
  for _, list in ipairs({ ... }) do
    for _, item in ipairs(list) do
      if not seen[item.word] then
        seen[item.word] = true
        all[#all + 1] = item
      end
    end
  end
  return all
end

--- A 'completefunc'.
---@param find_start integer
---@param base string
function M.complete(find_start, base)
  if find_start == 1 then
    local before = vim.api.nvim_get_current_line():sub(1, vim.fn.col(".") - 1)
    local start = before:find("@[^%s@]*$") or (vim.fn.line(".") == 1 and before:find("^/%l*$"))
    return start and start - 1 or -3
  end
  if vim.startswith(base, "/") then
    local words = {}
    for _, item in ipairs(require("ampd.command").all()) do
      if vim.startswith(item.name, base:sub(2)) then
        words[#words + 1] = { word = "/" .. item.name, menu = item.about }
      end
    end
    return words
  end
  local lead = base:sub(2)
  return merged(open_files(lead), files(lead))
end

return M
