--- What goes on, in a few words, for a status line. It draws nothing itself.
local M = {}

local is_scheduled = false

--- Something that a status line may show is different now.
function M.changed()
  if is_scheduled then
    return
  end
  is_scheduled = true
  vim.schedule(function()
    is_scheduled = false
    vim.cmd("redrawstatus!")
  end)
end

local function count(number, word)
  return number > 0 and ("%d %s%s"):format(number, word, number == 1 and "" or "s") or nil
end

---@class ampd.State
---@field busy boolean
---@field questions integer that are open
---@field queued integer prompts that wait
---@field tokens integer
---@field session? string
---@field title? string
---@field model? string
---@field mode? string

---@param asking? table[] the chats whose questions count; default: this one
---@return ampd.State
function M.get(chat, asking)
  local session, questions = chat.session, 0
  for _, one in ipairs(asking or { chat }) do
    questions = questions + #one.questions + require("ampd.input").count(one)
  end
  return {
    busy = session.is_busy,
    questions = questions,
    queued = session.queued,
    tokens = session.tokens,
    session = session.is_live and session.id or nil,
    title = session.settings.title,
    model = session.settings.model,
    mode = session.settings.mode,
  }
end

--- One line about a chat.
---@param asking? table[]
function M.line(chat, asking)
  local state = M.get(chat, asking)
  local parts = { "ampd" }
  parts[#parts + 1] = state.busy and "busy" or "idle"
  parts[#parts + 1] = count(state.questions, "question")
  parts[#parts + 1] = state.queued > 0 and ("%d queued"):format(state.queued) or nil
  parts[#parts + 1] = state.mode
  parts[#parts + 1] = state.model
  parts[#parts + 1] = state.tokens > 0 and ("%.1fk tokens"):format(state.tokens / 1000) or nil
  return table.concat(parts, " · ")
end

return M
