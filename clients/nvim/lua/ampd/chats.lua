--- All chats of this editor, and which of them a message of ampd's is for.
local Chat = require("ampd.chat.chat")
local desk = require("ampd.approval.desk")
local events = require("ampd.events")
local highlights = require("ampd.highlights")
local input = require("ampd.input")
local server = require("ampd.server")
local tools = require("ampd.tools")
local windows = require("ampd.chat.windows")
local M = {}

---@type table[]
local chats = {}
local current = nil
--- Sessions that work for others, by their ids.
local parents = {}

--- The chat that is spoken to; made where there is none.
---@return table
function M.current()
  return M.current_or_none() or M.add(Chat.new())
end

--- The same, or none. Its buffers are there.
---@return table|nil
function M.current_or_none()
  local chat = M.at_hand()
  return chat and chat:renew()
end

--- The chat that the person is in, or has before them in this tab, or had last. It changes nothing: status lines ask for it.
---@return table|nil
function M.at_hand()
  local chat = M.of_buffer(vim.api.nvim_get_current_buf()) or current
  if chat and chat == current and not windows.are_open(chat) then
    return vim.tbl_filter(windows.are_open, chats)[1] or chat
  end
  return chat
end

--- A new chat, which is spoken to from now on where no other is at hand.
function M.add(chat)
  chats[#chats + 1] = chat
  current = chat
  return chat
end

function M.select(chat)
  current = chat
end

---@return table[]
function M.all()
  return chats
end

---@return table|nil
function M.of_buffer(buf)
  for _, chat in ipairs(chats) do
    if chat.buf == buf or chat.prompt_buf == buf then
      return chat
    end
  end
end

--- The chat of a session, or of the one that it works for.
---@return table|nil
---@return boolean|nil is_child
function M.of_session(id)
  local is_child = false
  for _ = 1, 10 do
    for _, chat in ipairs(chats) do
      if chat.session.id == id then
        return chat:renew(), is_child
      end
    end
    is_child = true
    id = parents[id]
    if not id then
      return nil
    end
  end
end

local function on_event(params)
  local id = params.sessionId
  if params.parentId then
    parents[id] = params.parentId
  end
  local chat, is_child = M.of_session(id)
  if chat and is_child then
    chat:hear_child(params.event, params.data)
  elseif chat then
    chat.session:hear(params.event, params.data)
  end
end

highlights.define()
vim.api.nvim_create_autocmd("ColorScheme", { callback = highlights.define })

server.on_notification("session/event", on_event)
server.on_notification("approval/resolved", desk.resolved)
server.on_notification("display/message", function(params)
  local chat = params.sessionId and M.of_session(params.sessionId)
  if chat then
    chat.transcript:notice(("%s: %s"):format(params.source, params.text))
  else
    local level = params.level == "warning" and "WARN" or params.level:upper()
    vim.notify(("ampd: %s: %s"):format(params.source, params.text), vim.log.levels[level])
  end
end)
server.on_request("approval/request", function(params, reply)
  return desk.ask(M.of_session(params.sessionId) or M.current(), params, reply)
end)
server.on_request("tool/execute", tools.execute)
server.on_ready(tools.register)
server.on_request("input/request", function(params, reply)
  return input.ask(M.of_session(params.sessionId) or M.current(), params, reply)
end)
server.on_notification("input/resolved", input.resolved)
server.on_gone(function(reason)
  for _, chat in ipairs(chats) do
    chat:lose(reason)
  end
  events.emit("AmpdGone", { kind = reason.kind, message = reason.message })
end)

return M
