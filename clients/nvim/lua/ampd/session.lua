--- One session of ampd: brought to life when it is first needed, or again after ampd died; its turns, its queue, its settings.
--- It draws nothing: a listener hears what happens.
local config = require("ampd.config")
local server = require("ampd.server")
local uuid = require("ampd.uuid")
local Session = {}
Session.__index = Session

---@class ampd.Session
---@field id string
---@field cwd string
---@field is_live boolean
---@field is_busy boolean
---@field turn_id? string of the turn that runs
---@field queued integer prompts that wait
---@field settings table provider, model, mode: what `session/configure` said last
---@field title? string
---@field tokens integer used by all turns that this editor saw

---@class ampd.SessionListener
---@field on_event fun(event: string, data: table)
---@field on_opened fun(result: table)
---@field on_failure fun(err: ampd.Error)
---@field on_completed fun(stop_reason: string, usage: table|nil) nothing more will come of the turn
---@field on_turn_end fun(stop_reason: string, usage: table|nil) ampd has put it away, and takes the next one
---@field on_change fun()

---@param options { id?: string, cwd?: string, profile?: string, mount_plan?: table, listener: ampd.SessionListener }
---@return ampd.Session
function Session.new(options)
  return setmetatable({
    id = options.id or uuid.new(),
    cwd = options.cwd or vim.fn.getcwd(),
    profile = options.profile or config.options.profile,
    mount_plan = options.mount_plan,
    is_stored = options.id ~= nil,
    is_live = false,
    is_busy = false,
    queued = 0,
    settings = {},
    tokens = 0,
    _listener = options.listener,
    _unsent = {},
    _awaited = {},
  }, Session)
end

--- Makes the session live if it is not.
---@param callback fun(err: ampd.Error|nil)
function Session:ensure(callback)
  if self.is_live then
    return callback(nil)
  end
  if self._waiting then
    return table.insert(self._waiting, callback)
  end
  self._waiting = { callback }
  local method = self.is_stored and "session/resume" or "session/create"
  local params = { sessionId = self.id }
  if not self.is_stored then
    params.cwd = self.cwd
    params.mountPlan = self.mount_plan
    params.profile = not self.mount_plan and self.profile or nil
  end
  server.request(method, params, function(err, result)
    if not err then
      self:adopt()
      self._listener.on_opened(result)
    end
    local waiting = self._waiting
    self._waiting = nil
    for _, one in ipairs(waiting) do
      one(err)
    end
  end)
end

--- It is live already: it was forked, or has just been opened.
function Session:adopt()
  self.is_live, self.is_stored = true, true
end

--- Asks ampd something about this session, which is made live for it.
---@param callback? ampd.Callback
function Session:request(method, params, callback)
  self:ensure(function(err)
    if err then
      return (callback or self._listener.on_failure)(err)
    end
    params.sessionId = self.id
    server.request(method, params, callback)
  end)
end

--- Sends a message. `on_taken` says whether ampd has it: until then the draft must be kept.
---@param how "queue"|"steer"
---@param on_taken fun(err: ampd.Error|nil, note: string|nil)
function Session:send(text, how, on_taken)
  self._unsent[on_taken] = true
  self:ensure(function(err)
    local is_wanted = self._unsent[on_taken]
    self._unsent[on_taken] = nil
    if err or not is_wanted then
      return is_wanted and on_taken(err)
    elseif not self.is_busy then
      self:_execute(text, on_taken)
    elseif how == "steer" then
      self:_steer(text, on_taken)
    else
      self:_enqueue(text, on_taken)
    end
  end)
end

function Session:_execute(text, on_taken)
  local turn_id = uuid.new()
  self:_begin(turn_id)
  self._on_begun = { turn_id = turn_id, callback = on_taken }
  self:_await(turn_id, text)
end

--- The answer of a turn comes when ampd has put it away; what went wrong is told by it alone.
function Session:_await(turn_id, text)
  self._awaited[turn_id] = "running"
  server.request("session/execute", { sessionId = self.id, prompt = text, turnId = turn_id }, function(err, result)
    local state = self._awaited[turn_id]
    self._awaited[turn_id] = nil
    local waits = self._on_begun
    if waits and waits.turn_id == turn_id then
      self._on_begun = nil
      waits.callback(err)
      if err then
        return self:_finish(turn_id) -- It never began.
      end
    end
    if err and err.kind ~= "cancelled" then
      self._listener.on_failure(err)
    end
    local stop_reason, usage = err and "failed" or result.stopReason, result and result.usage
    if state ~= "completed" then
      self._listener.on_completed(stop_reason, usage)
    end
    self:_finish(turn_id)
    self:_end_turn(stop_reason, usage)
  end)
end

function Session:_steer(text, on_taken)
  server.request("session/steer", { sessionId = self.id, prompt = text }, function(err, result)
    if err then
      on_taken(err)
    elseif result.accepted then
      on_taken(nil, "Sent into the running turn.")
    else
      self:_enqueue(text, on_taken)
    end
  end)
end

function Session:_enqueue(text, on_taken)
  local turn_id = uuid.new()
  server.request("session/enqueue", { sessionId = self.id, prompt = text, turnId = turn_id }, function(err, result)
    if err then
      return on_taken(err)
    end
    local held = "Queued, and the queue is held; :Ampd queue run lets it go on."
    on_taken(nil, result.held and held or "Queued: it is run after this turn.")
    self:_await(turn_id, text)
  end)
end

--- What waits for the session to become live is not sent.
---@param mode "graceful"|"immediate"
function Session:cancel(mode, callback)
  if not self.is_live then
    local unsent = self._unsent
    self._unsent = {}
    for on_taken in pairs(unsent) do
      on_taken({ kind = "cancelled", message = "Not sent: it was cancelled before ampd was ready." })
    end
    return callback(nil, { cancelled = next(unsent) ~= nil })
  end
  server.request("session/cancel", { sessionId = self.id, mode = mode }, callback)
end

--- Changes provider, model, effort, mode or title.
function Session:configure(changes, callback)
  self:request("session/configure", changes, function(err, result)
    if not err then
      self.settings = result
      self._listener.on_change()
    end
    callback(err, result)
  end)
end

--- ampd is gone; what it had stored is there.
function Session:lose()
  self.is_live, self.is_busy, self.turn_id = false, false, nil
  self._listener.on_change()
end

--- An event of this session.
function Session:hear(event, data)
  if event == "content_block:delta" or event == "tool:output" then
    -- There are very many of these, and nothing but the text changes.
    return self._listener.on_event(event, data)
  elseif event == "prompt:submit" then
    self:_begin(data.turn_id)
    local waits = self._on_begun
    if waits and waits.turn_id == data.turn_id then
      self._on_begun = nil
      waits.callback(nil)
    end
  elseif event == "session:queue" then
    self.queued = #(data.entry_ids or {})
  elseif event == "session:configured" then
    self.settings = { provider = data.provider, model = data.model, effort = data.effort, mode = data.mode, title = data.title }
  end
  self._listener.on_event(event, data)
  if event == "prompt:complete" then
    self:_complete(data)
  end
  self._listener.on_change()
end

function Session:_begin(turn_id)
  self.is_busy, self.turn_id = true, turn_id
  self._listener.on_change()
end

function Session:_finish(turn_id)
  if self.turn_id == turn_id then
    self.is_busy, self.turn_id = false, nil
    self._listener.on_change()
  end
end

--- A turn that somebody else has begun ends with this event: nobody here waits for its answer.
function Session:_complete(data)
  local turn_id = self.turn_id
  self._listener.on_completed(data.stop_reason, data.usage)
  if turn_id and self._awaited[turn_id] then
    self._awaited[turn_id] = "completed"
  else
    self:_finish(turn_id)
    self:_end_turn(data.stop_reason, data.usage)
  end
end

function Session:_end_turn(stop_reason, usage)
  if usage then
    self.tokens = self.tokens + (usage.input_tokens or 0) + (usage.output_tokens or 0)
  end
  self._listener.on_turn_end(stop_reason, usage)
end

return Session
