--- The one ampd of this editor: started when it is first needed, without waiting for it; started again when it is needed after
--- it has died. It knows no session.
local Connection = require("ampd.rpc.connection")
local config = require("ampd.config")
local locate = require("ampd.locate")
local log = require("ampd.log")
local process = require("ampd.process")
local protocol = require("ampd.protocol")
local M = {}

--- A machine that is busy takes its time; longer than this, and something is wrong.
local INITIALIZE_TIMEOUT_MS = 30000
--- Text may be held back this long to be merged: a screen does not show more.
local MAX_LATENCY_MS = 40
--- What this client shows by other events, or not at all.
local UNWANTED = { "thinking:delta", "thinking:final", "llm:*", "execution:*", "orchestrator:complete" }

---@type "stopped"|"starting"|"ready"
M.state = "stopped"
---@type { name: string, version: string }|nil
M.info = nil

local connection, ampd, waiting = nil, nil, {}
local notification_handlers, request_handlers = {}, {}
local ready_listeners, gone_listeners = {}, {}

---@param handler fun(params: table)
function M.on_notification(method, handler)
  notification_handlers[protocol.methods[method]] = handler
  if connection then
    connection:on_notification(method, handler)
  end
end

---@param handler ampd.RequestHandler
function M.on_request(method, handler)
  request_handlers[protocol.methods[method]] = handler
  if connection then
    connection:on_request(method, handler)
  end
end

--- Called each time that an ampd is ready, before anything else is asked of it.
---@param listener fun(connection: table)
function M.on_ready(listener)
  ready_listeners[#ready_listeners + 1] = listener
  if M.state == "ready" then
    listener(connection)
  end
end

---@param listener fun(reason: ampd.Error)
function M.on_gone(listener)
  gone_listeners[#gone_listeners + 1] = listener
end

---@return integer|nil
function M.pid()
  return ampd and ampd.pid
end

--- Asks ampd, which is started if need be.
---@param callback? ampd.Callback
function M.request(method, params, callback)
  callback = callback or function() end
  M.ensure(function(err)
    if err then
      callback(err)
    else
      connection:request(protocol.methods[method], params, callback)
    end
  end)
end

--- Tells it, if it is there.
function M.notify(method, params)
  if M.state == "ready" then
    connection:notify(protocol.methods[method], params)
  end
end

--- Starts ampd if it does not run. The callback comes when it is ready or cannot be had.
---@param callback? fun(err: ampd.Error|nil)
function M.ensure(callback)
  callback = callback or function() end
  if M.state == "ready" then
    return callback(nil)
  end
  waiting[#waiting + 1] = callback
  if M.state == "stopped" then
    M.state = "starting"
    local err = M._start()
    if err then
      vim.schedule(function()
        M._gone(err)
      end)
    end
  end
end

--- Ends it; sessions are stored.
function M.stop()
  if ampd then
    ampd.stop()
  end
end

---@return ampd.Error|nil
function M._start()
  local command, why = locate.command()
  if not command then
    return { kind = "start-failed", message = why, hint = ":checkhealth ampd says more." }
  end
  local started, err
  local mine = Connection.new({
    write = function(text)
      started.write(text)
    end,
    on_traffic = log.add,
  })
  started, err = process.start({
    command = command,
    env = config.options.env,
    on_line = function(line)
      mine:feed(line)
    end,
    on_exit = function(reason)
      mine:fail(reason)
      if connection == mine then
        M._gone(reason)
      end
    end,
  })
  if not started then
    return err
  end
  ampd, connection = started, mine
  for method, handler in pairs(notification_handlers) do
    mine:on_notification(method, handler)
  end
  for method, handler in pairs(request_handlers) do
    mine:on_request(method, handler)
  end
  M._initialize(mine)
end

function M._initialize(mine)
  local version = vim.version()
  mine:request(protocol.methods["initialize"], {
    protocolVersions = protocol.versions,
    clientInfo = { name = "neovim", version = ("%d.%d.%d"):format(version.major, version.minor, version.patch) },
    processId = vim.fn.getpid(),
    workspace = { cwd = vim.fn.getcwd() },
    capabilities = { approvals = vim.empty_dict(), input = vim.empty_dict(), display = vim.empty_dict(), tools = vim.empty_dict() },
    events = { optOut = UNWANTED, maxLatencyMs = MAX_LATENCY_MS },
  }, function(err, result)
    if connection ~= mine then
      return
    end
    if err then
      return M._give_up(err)
    end
    mine:notify(protocol.methods["initialized"], vim.empty_dict())
    M.state, M.info = "ready", result.serverInfo
    for _, listener in ipairs(ready_listeners) do
      listener(mine)
    end
    M._tell_waiting(nil)
  end)
  vim.defer_fn(function()
    if connection == mine and M.state == "starting" then
      M._give_up({
        kind = "start-failed",
        message = ("ampd did not answer within %d s."):format(INITIALIZE_TIMEOUT_MS / 1000),
        hint = ":Ampd log and :checkhealth ampd say more.",
      })
    end
  end, INITIALIZE_TIMEOUT_MS)
end

function M._give_up(err)
  local failed = ampd
  M._gone(err)
  failed.stop()
end

function M._gone(reason)
  connection, ampd = nil, nil
  M.state = "stopped"
  M._tell_waiting(reason)
  for _, listener in ipairs(gone_listeners) do
    listener(reason)
  end
end

function M._tell_waiting(err)
  local callbacks = waiting
  waiting = {}
  for _, callback in ipairs(callbacks) do
    callback(err)
  end
end

return M
