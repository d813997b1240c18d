--- The events of one session as blocks of a view: prompts, thoughts, answers, tools, notices, ends of turns. It asks ampd nothing.
local config = require("ampd.config")
local tool_text = require("ampd.chat.tool_text")
local Transcript = {}
Transcript.__index = Transcript

---@param view table an ampd.chat.view
function Transcript.new(view)
  return setmetatable({ view = view, _streams = {}, _tools = {}, _speaker = nil }, Transcript)
end

--- The prompt as the person wrote it: ampd puts files that it mentions in front.
---@param prompt any text or content blocks
function Transcript.text_of(prompt)
  if type(prompt) == "string" then
    return prompt
  end
  local parts = {}
  for _, block in ipairs(type(prompt) == "table" and prompt or {}) do
    if block.type == "text" and not block.text:match("^%s*<context_file ") and not block.text:match("^%[not loaded: ") then
      parts[#parts + 1] = block.text
    elseif block.type == "image" then
      parts[#parts + 1] = "[image]"
    end
  end
  return table.concat(parts, "\n")
end

function Transcript:user(text)
  self._speaker = nil
  local lines = { "## You" }
  vim.list_extend(lines, vim.split(text, "\n", { plain = true }))
  self.view:open("user", lines, "AmpdUser")
end

--- One or more lines that nobody said.
---@param group? string
function Transcript:notice(text, group)
  local lines = vim.split(vim.trim(text), "\n", { plain = true })
  local block = self.view:open("notice", lines, group or "AmpdNotice")
  for offset = 1, #lines - 1 do
    self.view:highlight(block, offset, group or "AmpdNotice")
  end
end

---@param err ampd.Error
function Transcript:failure(err)
  local text = ("Error (%s): %s"):format(err.kind, err.message)
  self:notice(err.hint and text .. "\n" .. err.hint or text, "AmpdError")
end

function Transcript:_speak()
  if self._speaker ~= "assistant" then
    self._speaker = "assistant"
    self.view:open("heading", { "## ampd" }, "AmpdAssistant")
  end
end

function Transcript:_stream_key(data)
  return ("%s/%s"):format(data.request_id, data.block_index)
end

--- The block that a stream is written to; made when its first text comes.
function Transcript:_stream(data)
  local key = self:_stream_key(data)
  local block = self._streams[key]
  if not block then
    self:_speak()
    local is_thought = data.block_type == "thinking"
    block = self.view:open(data.block_type, { is_thought and "Thinking" or "" }, is_thought and "AmpdThought" or nil)
    if is_thought then
      self.view:write(block, "\n")
    end
    self._streams[key] = block
  end
  return block
end

function Transcript:delta(data)
  if data.block_type ~= "tool_call" and data.delta ~= "" then
    self.view:write(self:_stream(data), (data.delta:gsub("%z", "^@"):gsub("\r", "")))
  end
end

function Transcript:block_end(data)
  local kind = data.block_type
  if kind == "tool_call" then
    return
  end
  local block = self._streams[self:_stream_key(data)]
  local whole = data.block or {}
  if not block then
    local text = whole.text or whole.thinking or ""
    if text == "" then
      return
    end
    data.delta = text
    self:delta(data)
    block = self:_stream(data)
  end
  self._streams[self:_stream_key(data)] = nil
  if kind == "thinking" and config.options.fold then
    self.view:fold(block)
  end
end

function Transcript:tool_begin(data)
  self:_speak()
  local heading = tool_text.heading(tool_text.RUNNING, data.tool_name, data.tool_input)
  local block = self.view:open("tool", { heading }, "AmpdTool")
  self._tools[data.tool_call_id] = { block = block, streamed = 0, name = data.tool_name }
end

--- Output while it runs. A tool that says a lot is shown when it is done.
local MAX_LIVE_BYTES = 64 * 1024

function Transcript:tool_output(data)
  local tool = self._tools[data.tool_call_id]
  if not tool or tool.streamed > MAX_LIVE_BYTES then
    return
  end
  local lines = tool_text.lines(data.text)
  self.view:write(tool.block, "\n" .. table.concat(lines, "\n"))
  tool.streamed = tool.streamed + #data.text
end

--- A line from a sub-session that a tool has running.
function Transcript:child_line(text)
  for _, tool in pairs(self._tools) do
    if tool.name == "task" then
      self.view:write(tool.block, "\n  ↳ " .. text)
      return
    end
  end
end

---@param result { success: boolean, output: any, error?: { kind?: string, message: string } }
function Transcript:tool_end(data, result)
  local tool = self._tools[data.tool_call_id]
  if not tool then
    self:tool_begin(data)
    tool = self._tools[data.tool_call_id]
  end
  self._tools[data.tool_call_id] = nil
  local view, block = self.view, tool.block
  local mark = result.success and tool_text.DONE or tool_text.FAILED
  local lines = { tool_text.heading(mark, data.tool_name, data.tool_input) }
  local output = tool_text.output(result.output)
  if output ~= "" then
    vim.list_extend(lines, tool_text.lines(output))
  end
  if not result.success and result.error then
    vim.list_extend(lines, tool_text.lines(result.error.message or result.error.kind or "failed"))
  end
  view:replace(block, 0, -1, lines)
  view:highlight(block, 0, result.success and "AmpdTool" or "AmpdToolFailed")
  if result.success and config.options.fold then
    view:fold(block)
  end
end

local function count(tokens)
  return tokens >= 1000 and ("%.1fk"):format(tokens / 1000) or tostring(tokens)
end

---@param stop_reason string
---@param usage table|nil
function Transcript:turn_end(stop_reason, usage)
  self:abandon()
  self._speaker = nil
  local parts = {}
  if stop_reason ~= "end_turn" then
    parts[1] = (stop_reason:gsub("_", " "))
  end
  if usage and (usage.input_tokens or 0) + (usage.output_tokens or 0) > 0 then
    parts[#parts + 1] = ("%s in, %s out"):format(count(usage.input_tokens or 0), count(usage.output_tokens or 0))
    if usage.cost and usage.cost > 0 then
      parts[#parts + 1] = ("$%.4f"):format(usage.cost)
    end
  end
  if #parts > 0 then
    self.view:open("usage", { "— " .. table.concat(parts, " · ") }, stop_reason == "end_turn" and "AmpdUsage" or "AmpdQuestion")
  end
end

--- What was under way will not come to its end.
function Transcript:abandon()
  self._streams, self._tools = {}, {}
end

return Transcript
