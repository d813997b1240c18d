--- Which session a chat is about: a new one, a stored one with its history, a copy of one.
local Chat = require("ampd.chat.chat")
local chats = require("ampd.chats")
local server = require("ampd.server")
local windows = require("ampd.chat.windows")
local M = {}

local LIST_LIMIT = 100

--- Shows a chat in this tab, in place of the one that is at hand.
function M.show(chat)
  local before = chats.current_or_none()
  if before and before ~= chat and windows.are_open(before) and not windows.are_open(chat) then
    windows.swap(before, chat)
  end
  chats.select(chat:renew())
  windows.open(chat)
end

local function fail(err)
  vim.notify(("ampd: %s%s"):format(err.message, err.hint and " " .. err.hint or ""), vim.log.levels.ERROR)
end

--- A session that is made when its first message is sent.
---@param profile? string
---@return table chat
function M.new(profile)
  local before = chats.current_or_none()
  local chat = Chat.new({ profile = profile })
  if before and windows.are_open(before) then
    windows.swap(before, chat)
  end
  chats.add(chat)
  windows.open(chat)
  return chat
end

--- Shows a session as it is stored, and goes on with it.
---@param summary { sessionId: string, cwd: string, title?: string }
---@param on_done? fun()
local function open_stored(summary, on_done)
  local chat = chats.of_session(summary.sessionId)
  if chat then
    return M.show(chat)
  end
  chat = Chat.new({ id = summary.sessionId, cwd = summary.cwd })
  chat.session.settings.title = summary.title
  M.show(chats.add(chat))
  chat:show_history(function()
    chat.session:ensure(function(err)
      if err then
        chat.transcript:failure(err)
      end
      if on_done then
        on_done()
      end
    end)
  end)
end

local function list(params, callback)
  params.limit = LIST_LIMIT
  server.request("session/list", params, function(err, result)
    if err then
      return fail(err)
    end
    callback(vim.tbl_filter(function(session)
      return session.parentId == nil and session.turns > 0
    end, result.sessions))
  end)
end

local function describe(session)
  local when = session.updatedAt:gsub("T", " "):gsub(":%d%d%.%d+Z$", "")
  local title = session.title or session.sessionId
  return ("%s  %s (%d turns, %s)"):format(when, title:gsub("\n.*", " …"), session.turns, session.status)
end

---@param options { is_everywhere: boolean }
function M.choose(options)
  local params = { cwd = not options.is_everywhere and vim.fn.getcwd() or nil }
  list(params, function(sessions)
    if #sessions == 0 then
      return vim.notify("ampd: there is no session in this directory yet; `:Ampd sessions all` shows those of others.")
    end
    vim.ui.select(sessions, { prompt = "Session", format_item = describe, kind = "ampd_session" }, function(session)
      if session then
        open_stored(session)
      end
    end)
  end)
end

--- Goes on with the session of this id, or with the last one of this directory.
---@param id? string
---@param on_done? fun()
function M.resume(id, on_done)
  local params = id and { query = id } or { cwd = vim.fn.getcwd() }
  list(params, function(sessions)
    local matching = vim.tbl_filter(function(session)
      return not id or vim.startswith(session.sessionId, id)
    end, sessions)
    if #matching == 0 or (id and #matching > 1) then
      local what = #matching == 0 and "there is no such session" or "several sessions begin with this id"
      return fail({ message = what .. "; `:Ampd sessions all` lists all." })
    end
    open_stored(matching[1], on_done)
  end)
end

--- A session of its own with the history up to a turn.
---@param at_turn? integer
---@param on_done? fun(chat: table)
function M.fork(at_turn, on_done)
  local origin = chats.current_or_none()
  if not (origin and origin.session.is_stored) then
    return fail({ message = "there is no session to fork yet." })
  end
  server.request("session/fork", { sessionId = origin.session.id, atTurn = at_turn }, function(err, result)
    if err then
      return fail(err)
    end
    local chat = Chat.new({ id = result.sessionId, cwd = origin.session.cwd })
    chat.session:adopt()
    M.show(chats.add(chat))
    chat:show_history(function()
      chat.transcript:notice(("Forked behind turn %d."):format(result.atTurn))
      if on_done then
        on_done(chat)
      end
    end)
  end)
end

return M
