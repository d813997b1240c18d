--- One chat: a buffer that shows a session, a buffer to write prompts in, and the session behind them.
local Session = require("ampd.session")
local Transcript = require("ampd.chat.transcript")
local View = require("ampd.chat.view")
local config = require("ampd.config")
local events = require("ampd.events")
local history = require("ampd.chat.history")
local keys = require("ampd.chat.keys")
local prompt = require("ampd.chat.prompt")
local reload = require("ampd.reload")
local server = require("ampd.server")
local Chat = {}
Chat.__index = Chat

--- How many messages of a history are asked for at once.
local PAGE = 500
local COMPLETE = "v:lua.require'ampd.completion'.complete"

local function new_buffer(name)
  local buf = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_name(buf, name)
  vim.bo[buf].bufhidden = "hide"
  vim.bo[buf].swapfile = false
  return buf
end

local count = 0

---@param options? { id?: string, cwd?: string, profile?: string, mount_plan?: table }
function Chat.new(options)
  count = count + 1
  local self = setmetatable({ number = count, questions = {} }, Chat)
  self.buf = new_buffer(("ampd://chat/%d"):format(count))
  self.prompt_buf = new_buffer(("ampd://prompt/%d"):format(count))
  vim.bo[self.buf].undolevels = -1
  vim.bo[self.buf].modifiable = false
  self.view = View.new(self.buf)
  self.view.follow_from = function()
    return self:_end_line()
  end
  self.transcript = Transcript.new(self.view)
  self.session = Session.new(vim.tbl_extend("force", options or {}, { listener = self:_listener() }))
  self:_dress()
  return self
end

function Chat:_dress()
  keys.map_chat(self)
  keys.map_prompt(self)
  vim.bo[self.prompt_buf].completefunc = COMPLETE
  vim.bo[self.prompt_buf].omnifunc = COMPLETE
  vim.api.nvim_create_autocmd("BufWinEnter", {
    buffer = self.buf,
    callback = function()
      require("ampd.chat.windows").dress(self, vim.api.nvim_get_current_win())
    end,
  })
  -- Last, as the conventions have it: a user's autocommand sees a buffer that is ready.
  vim.bo[self.buf].filetype = "ampdchat"
  vim.bo[self.prompt_buf].filetype = "ampdprompt"
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

--- What is in the prompt is sent; it stays there until ampd has it.
---@param how? "queue"|"steer" where a turn runs; default: the option `busy`
function Chat:send(how)
  local text = prompt.text(self.prompt_buf)
  if text == "" then
    return
  end
  local command = prompt.run_command(text)
  if command then
    return command == "run" and prompt.take(self.prompt_buf, text)
  end
  self:send_text(text, how, function(err)
    if not err then
      prompt.take(self.prompt_buf, text)
    end
  end)
end

---@param on_taken? fun(err: ampd.Error|nil)
function Chat:send_text(text, how, on_taken)
  self.session:send(text, how or config.options.busy, function(err, note)
    if err then
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
  local mode = self._is_cancelling and "immediate" or "graceful"
  self._is_cancelling = true
  self.session:cancel(mode, function(err, result)
    if err then
      self.transcript:failure(err)
    elseif not result.cancelled and not self.session.is_busy then
      self._is_cancelling = false
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

local DRAWN = {
  ["prompt:submit"] = function(self, data)
    self._is_cancelling = false
    self.transcript:user(Transcript.text_of(data.prompt))
    events.emit("AmpdTurnStart", { session = self.session.id })
  end,
  ["orchestrator:steering_injected"] = function(self, data)
    self.transcript:user(Transcript.text_of(data.prompt))
  end,
  ["content_block:delta"] = function(self, data)
    self.transcript:delta(data)
  end,
  ["content_block:end"] = function(self, data)
    self.transcript:block_end(data)
  end,
  ["tool:pre"] = function(self, data)
    self.transcript:tool_begin(data)
  end,
  ["tool:output"] = function(self, data)
    self.transcript:tool_output(data)
  end,
  ["tool:post"] = function(self, data)
    self.transcript:tool_end(data, data.result)
    reload.changed_files(self)
  end,
  ["tool:error"] = function(self, data)
    self.transcript:tool_end(data, { success = false, error = data.error })
  end,
  ["artifact:write"] = function(self, data)
    reload.changed_file(self, data.path)
    events.emit("AmpdFileEdited", { session = self.session.id, path = data.path })
  end,
  ["provider:retry"] = function(self, data)
    local seconds = (data.delay_ms or 0) / 1000
    self.transcript:notice(("%s; it is tried again in %.0f s."):format(data.error.message, seconds))
  end,
  ["provider:throttle"] = function(self, data)
    self.transcript:notice(("The request waits %.0f s: %s"):format((data.delay_ms or 0) / 1000, data.reason))
  end,
  ["context:post_compact"] = function(self, data)
    self.transcript:notice(("The history that the model sees was compacted: %d → %d tokens."):format(data.before_tokens, data.after_tokens))
  end,
  ["user:notification"] = function(self, data)
    self.transcript:notice(("%s: %s"):format(data.source, data.message))
  end,
}

function Chat:_draw(event, data)
  local draw = DRAWN[event]
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

--- The line from which on a cursor is taken to be at the end: open questions stand there, and are read from their top.
function Chat:_end_line()
  local last = vim.api.nvim_buf_line_count(self.buf)
  for index = #self.questions, 1, -1 do
    local block = self.questions[index].block
    if not block or self.view:last_row(block) + 1 < last then
      break
    end
    last = math.max(1, self.view:first_row(block) - 1)
  end
  return last
end

return Chat
