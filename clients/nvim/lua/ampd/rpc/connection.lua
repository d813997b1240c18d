--- JSON-RPC 2.0, one JSON a line, both ways: requests that may be answered late, notifications, cancellation. It starts no
--- process and knows no method but `$/cancelRequest`.
local Connection = {}
Connection.__index = Connection

---@class ampd.Error
---@field kind string a word of `require("ampd.protocol").errors`, or one of the client's own: `start-failed`, `process-died`
---@field message string
---@field hint? string what to do
---@field code? integer

---@alias ampd.Callback fun(err: ampd.Error|nil, result: any)
---@alias ampd.Reply fun(result: any, err: {code: integer, message: string}|nil)
--- Answers now or later, once. What it returns is called when the server takes the request back.
---@alias ampd.RequestHandler fun(params: table, reply: ampd.Reply): fun()|nil

local METHOD_NOT_FOUND = -32601
local INTERNAL_ERROR = -32603
local CANCELLED = -32800

---@class ampd.ConnectionOptions
---@field write fun(text: string)
---@field on_traffic fun(direction: "in"|"out"|"note", text: string)

---@param options ampd.ConnectionOptions
function Connection.new(options)
  return setmetatable({
    _options = options,
    _next_id = 1,
    _pending = {},
    _incoming = {},
    _requests = {},
    _notifications = {},
  }, Connection)
end

---@param callback? ampd.Callback
---@return integer id
function Connection:request(method, params, callback)
  local id = self._next_id
  self._next_id = id + 1
  if self._failure then
    local failure = self._failure
    vim.schedule(function()
      (callback or function() end)(failure)
    end)
    return id
  end
  self._pending[id] = callback or function() end
  self:_send({ id = id, method = method, params = params })
  return id
end

function Connection:notify(method, params)
  if not self._failure then
    self:_send({ method = method, params = params })
  end
end

---@param handler fun(params: table)
function Connection:on_notification(method, handler)
  self._notifications[method] = handler
end

---@param handler ampd.RequestHandler
function Connection:on_request(method, handler)
  self._requests[method] = handler
end

--- Takes one line of the server's.
function Connection:feed(line)
  if line:match("^%s*$") then
    return
  end
  self._options.on_traffic("in", line)
  local is_json, message = pcall(vim.json.decode, line, { luanil = { object = true, array = true } })
  if not is_json or type(message) ~= "table" then
    self._options.on_traffic("note", "that was not JSON-RPC; it is ignored")
  elseif message.method == nil then
    self:_settle(message)
  elseif message.id ~= nil then
    self:_run(message)
  else
    self:_hear(message)
  end
end

--- Everything that waits fails with this reason, and so does everything that follows.
---@param reason ampd.Error
function Connection:fail(reason)
  if self._failure then
    return
  end
  self._failure = reason
  local pending, incoming = self._pending, self._incoming
  self._pending, self._incoming = {}, {}
  for _, call in pairs(incoming) do
    self:_guard(call.cancel)
  end
  for _, callback in pairs(pending) do
    self:_guard(callback, reason)
  end
end

function Connection:_settle(message)
  local callback = message.id and self._pending[message.id]
  if not callback then
    return
  end
  self._pending[message.id] = nil
  if message.error then
    local data = message.error.data or {}
    local err = { kind = data.kind or "internal", message = message.error.message, hint = data.hint, code = message.error.code }
    self:_guard(callback, err)
  else
    self:_guard(callback, nil, message.result)
  end
end

function Connection:_hear(message)
  local params = message.params or {}
  if message.method == "$/cancelRequest" then
    local call = self._incoming[params.id]
    if call then
      call.reply(nil, { code = CANCELLED, message = "withdrawn" })
      self:_guard(call.cancel)
    end
    return
  end
  local handler = self._notifications[message.method]
  if handler then
    self:_guard(handler, params)
  end
end

function Connection:_run(message)
  local id = message.id
  local function reply(result, err)
    if not self._incoming[id] then
      return
    end
    self._incoming[id] = nil
    if err then
      self:_send({ id = id, error = err })
    else
      self:_send({ id = id, result = result == nil and vim.NIL or result })
    end
  end
  local call = { reply = reply, cancel = function() end }
  self._incoming[id] = call
  local handler = self._requests[message.method]
  if not handler then
    return reply(nil, { code = METHOD_NOT_FOUND, message = "There is no method " .. message.method .. "." })
  end
  local went_well, cancel = self:_guard(handler, message.params or {}, reply)
  if not went_well then
    reply(nil, { code = INTERNAL_ERROR, message = "The editor failed to handle " .. message.method .. "." })
  elseif cancel then
    call.cancel = cancel
  end
end

--- A handler that fails is reported and stops nothing else.
function Connection:_guard(handler, ...)
  local arguments, count = { ... }, select("#", ...)
  local went_well, result = xpcall(function()
    return handler(unpack(arguments, 1, count))
  end, debug.traceback)
  if not went_well then
    self._options.on_traffic("note", "a handler failed: " .. tostring(result))
    vim.schedule(function()
      vim.notify("ampd: a fault in the plugin; :Ampd log has it.", vim.log.levels.ERROR)
    end)
  end
  return went_well, result
end

function Connection:_send(message)
  message.jsonrpc = "2.0"
  local text = vim.json.encode(message)
  self._options.on_traffic("out", text)
  self._options.write(text .. "\n")
end

return Connection
