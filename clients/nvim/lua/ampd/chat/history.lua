--- The stored history of a session, written as if it had just happened. It knows no process and no window.
local Transcript = require("ampd.chat.transcript")
local M = {}

---@param transcript table
---@param calls table<string, table> tool calls without their results yet
local function assistant(transcript, message, calls)
  for index, block in ipairs(message.content) do
    local data = { request_id = "history-" .. message.seq, block_index = index, block = block }
    if block.type == "text" or block.type == "thinking" then
      data.block_type = block.type
      transcript:block_end(data)
    elseif block.type == "tool_call" then
      local call = { tool_call_id = block.id, tool_name = block.name, tool_input = block.input }
      calls[block.id] = call
      transcript:tool_begin(call)
    end
  end
end

--- A result that is no text is stored as JSON.
local function output_of(message)
  local text = Transcript.text_of(message.content)
  local is_json, value = pcall(vim.json.decode, text, { luanil = { object = true, array = true } })
  return is_json and type(value) == "table" and value or text
end

local function tool_result(transcript, message, calls)
  local call = calls[message.tool_call_id]
  if not call then
    return
  end
  calls[message.tool_call_id] = nil
  local failure = message.metadata and message.metadata.is_error
  transcript:tool_end(call, { success = not failure, output = output_of(message) })
end

--- Draws a page of messages. `calls` is kept between pages.
function M.render(transcript, messages, calls)
  for _, message in ipairs(messages) do
    if message.role == "user" then
      transcript:user(Transcript.text_of(message.content))
    elseif message.role == "assistant" then
      assistant(transcript, message, calls)
    elseif message.role == "tool" then
      tool_result(transcript, message, calls)
    end
  end
end

return M
