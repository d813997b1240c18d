--- What went over the wire, and what ampd said on stderr: the last of it, in memory, for `:Ampd log`.
local M = {}

local MAX_ENTRIES = 1000
local MAX_ENTRY_BYTES = 4000

local ARROWS = { ["in"] = "<-", out = "->", note = "--", stderr = "!!" }

local entries, first, last = {}, 1, 0

---@param kind "in"|"out"|"note"|"stderr"
function M.add(kind, text)
  last = last + 1
  local kept = #text <= MAX_ENTRY_BYTES and text or ("%s… (%d bytes)"):format(text:sub(1, MAX_ENTRY_BYTES), #text)
  entries[last] = { time = os.date("%H:%M:%S"), kind = kind, text = kept }
  if last - first >= MAX_ENTRIES then
    entries[first] = nil
    first = first + 1
  end
end

---@return string[] one a line, oldest first
function M.lines()
  local lines = {}
  for index = first, last do
    local entry = entries[index]
    lines[#lines + 1] = ("%s %s %s"):format(entry.time, ARROWS[entry.kind], (entry.text:gsub("\n", "\\n")))
  end
  return lines
end

--- Shows it in a split.
function M.open()
  vim.cmd("botright new")
  local buf = vim.api.nvim_get_current_buf()
  local lines = M.lines()
  vim.api.nvim_buf_set_lines(buf, 0, -1, false, #lines > 0 and lines or { "Nothing was sent yet." })
  for option, value in pairs({ buftype = "nofile", bufhidden = "wipe", swapfile = false, modifiable = false }) do
    vim.bo[buf][option] = value
  end
  vim.cmd("normal! G")
end

return M
