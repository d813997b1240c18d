--- A tool call, and what came of it, as text for a person. It draws nothing.
local M = {}

local MAX_HEADING_CHARS = 160
--- More of a result than this is in the session, and no reading matter here.
local MAX_LINES = 400
local MAX_LINE_BYTES = 2000

--- The argument that says most, where the tool has one of these.
local SUBJECTS = { "command", "file_path", "pattern", "query", "url", "path", "agent" }

M.RUNNING, M.DONE, M.FAILED = "●", "✓", "✗"

local function in_one_line(text, limit)
  local line = vim.trim((text:sub(1, MAX_LINE_BYTES):gsub("%s+", " ")))
  if vim.fn.strchars(line) <= limit then
    return line
  end
  return vim.fn.strcharpart(line, 0, limit - 1) .. "…"
end

--- A line such as `● bash make test`.
---@param name string
---@param input table|nil
function M.heading(mark, name, input)
  input = type(input) == "table" and input or {}
  local subject = ""
  for _, key in ipairs(SUBJECTS) do
    if type(input[key]) == "string" then
      subject = input[key]
      if key == "pattern" and type(input.path) == "string" then
        subject = subject .. " in " .. input.path
      end
      break
    end
  end
  if subject == "" and next(input) ~= nil then
    subject = vim.json.encode(input)
  end
  return in_one_line(("%s %s %s"):format(mark, name, subject), MAX_HEADING_CHARS)
end

local CARRIAGE_RETURN = 13

--- A carriage return begins the line anew. It is looked for from the end, byte by byte: a pattern would begin again at each of a
--- million of them.
local function as_printed(line)
  local stop = #line
  while line:byte(stop) == CARRIAGE_RETURN do
    stop = stop - 1
  end
  local start = stop
  while start > 0 and line:byte(start) ~= CARRIAGE_RETURN do
    start = start - 1
  end
  return line:sub(start + 1, stop)
end

--- Text as lines that a buffer takes: no colours, no carriage returns, no line without an end.
---@return string[]
function M.lines(text)
  text = text:gsub("\27%[[%d;]*m", ""):gsub("%z", "^@")
  local lines = vim.split(text:gsub("\n$", ""), "\n", { plain = true })
  local count = #lines
  if count > MAX_LINES then
    local half = MAX_LINES / 2
    local kept = vim.list_slice(lines, 1, half)
    kept[#kept + 1] = ("… %d lines are left out here …"):format(count - MAX_LINES)
    lines = vim.list_extend(kept, vim.list_slice(lines, count - half + 1, count))
  end
  for index, line in ipairs(lines) do
    line = as_printed(line)
    lines[index] = line
    if #line > MAX_LINE_BYTES then
      lines[index] = ("%s… (%d bytes in this line)"):format(line:sub(1, MAX_LINE_BYTES), #line)
    end
  end
  return lines
end

--- What a result says, as text.
---@param output any
function M.output(output)
  if type(output) == "string" then
    return output
  end
  if type(output) ~= "table" then
    return output == nil and "" or tostring(output)
  end
  for _, key in ipairs({ "content", "text" }) do
    if type(output[key]) == "string" then
      return output[key]
    end
  end
  if type(output.stdout) == "string" then
    return output.stdout .. (type(output.stderr) == "string" and output.stderr or "")
  end
  return next(output) == nil and "" or vim.json.encode(output)
end

return M
