--- One chat: a buffer that shows a session, a buffer to write prompts in, and the session behind them.
local Session = require("ampd.session")
local buffers = require("ampd.chat.buffers")
local config = require("ampd.config")
local event_drawing = require("ampd.chat.event_drawing")
local events = require("ampd.events")
local history = require("ampd.chat.history")
local prompt = require("ampd.chat.prompt")
local reload = require("ampd.reload")
local server = require("ampd.server")
local Chat = {}
Chat.__index = Chat

--- How many messages of a history are asked for at once.
local PAGE = 500
local count = 0

---@param options? { id?: string, cwd?: string, profile?: string, mount_plan?: table }
function Chat.new(options)
  count = count + 1
  local self = setmetatable({ number = count, questions = {} }, Chat)
  buffers.make(self)
  self.session = Session.new(vim.tbl_extend("force", options or {}, { listener = self:_listener() }))
  return self
end

--- Whoever is about to show or change the chat calls this first: its buffers may have been deleted a moment ago.
---@return table chat
function Chat:renew()
  buffers.renew(self)
  return self
end

function Chat:_listener()
  return {
    on_event = function(event, data)
      self:_draw(event, data)
    end,
    on_opened = function(result)
      self:_opened(result)
    end,
    on_failure = function(err)
      self.transcript:failure(err)
    end,
    on_completed = function(stop_reason, usage)
      self.transcript:turn_end(stop_reason, usage)
    end,
    on_turn_end = function(stop_reason, usage)
      reload.changed_files(self)
      events.emit("AmpdTurnEnd", { session = self.session.id, stop_reason = stop_reason, usage = usage or vim.empty_dict() })
    end,
    on_change = function()
      require("ampd.status").changed()
    end,
  }
end

--- What is in the prompt is sent; it stays there until ampd has it, and is not sent again meanwhile.
---@param how? "queue"|"steer" where a turn runs; default: the option `busy`
function Chat:send(how)
  local text = prompt.text(self.prompt_buf)
  if text == "" or text == self._sending then
    return
  end
  local command = prompt.run_command(text)
  if command then
    return command == "run" and prompt.take(self.prompt_buf, text)
  end
  self._sending = text
  self:send_text(text, how, function(err)
    if self._sending == text then
      self._sending = nil
    end
    if not err then
      prompt.take(self:renew().prompt_buf, text)
    end
  end)
end

---@param on_taken? fun(err: ampd.Error|nil)
function Chat:send_text(text, how, on_taken)
  self.session:send(text, how or config.options.busy, function(err, note)
    if err and err.kind == "cancelled" then
      self.transcript:notice(err.message)
    elseif err then
      self.transcript:failure(err)
    elseif note then
      self.transcript:notice(note)
    end
    if on_taken then
      on_taken(err)
    end
  end)
end

--- A second cancel while the first is under way kills what still runs.
function Chat:cancel()
  local mode = self.is_cancelling and "immediate" or "graceful"
  self.is_cancelling = true
  self.session:cancel(mode, function(err, result)
    if err then
      self.transcript:failure(err)
    elseif not result.cancelled and not self.session.is_busy then
      self.is_cancelling = false
      vim.notify("ampd: nothing is running.")
    end
  end)
end

--- Draws what is stored of the session, page by page.
---@param on_done fun()
function Chat:show_history(on_done)
  local calls = {}
  local function page(cursor)
    local params = { sessionId = self.session.id, limit = PAGE, cursor = cursor }
    server.request("session/messages", params, function(err, result)
      if err then
        self.transcript:failure(err)
        return on_done()
      end
      history.render(self.transcript, result.messages, calls)
      if result.nextCursor and #result.messages > 0 then
        return page(result.nextCursor)
      end
      self.transcript:abandon()
      self.view:flush()
      on_done()
    end)
  end
  page(nil)
end

function Chat:_opened(result)
  for _, warning in ipairs(result.warnings or {}) do
    local place = warning.path and not vim.startswith(warning.message, warning.path) and warning.path .. ": " or ""
    self.transcript:notice("Warning: " .. place .. warning.message, "AmpdQuestion")
  end
  for _, repair in ipairs(result.repairs or {}) do
    self.transcript:notice("The session was mended: " .. repair.action)
  end
  events.emit("AmpdSession", { session = self.session.id, cwd = self.session.cwd })
end

function Chat:_draw(event, data)
  local draw = event_drawing[event]
  if draw then
    draw(self, data)
  end
end

--- An event of a session that works for this one.
function Chat:hear_child(event, data)
  if event == "tool:pre" then
    local tool_text = require("ampd.chat.tool_text")
    self.transcript:child_line(tool_text.heading("", data.tool_name, data.tool_input))
  elseif event == "artifact:write" then
    self:_draw(event, data)
  elseif event == "tool:post" then
    reload.changed_files(self)
  end
end

--- ampd is gone.
function Chat:lose(reason)
  local was_busy = self.session.is_busy
  self.session:lose()
  self.transcript:abandon()
  if was_busy or #self.questions > 0 then
    self.transcript:failure(reason)
  end
end

return Chat
