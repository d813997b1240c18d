--- What of a session can be changed while it lives: model, mode, profile, queue. Each is named, or chosen from a list.
local chats = require("ampd.chats")
local server = require("ampd.server")
local M = {}

local function fail(err)
  vim.notify(("ampd: %s%s"):format(err.message, err.hint and " " .. err.hint or ""), vim.log.levels.ERROR)
end

local function configure(chat, changes)
  chat.session:configure(changes, function(err, result)
    if err then
      return fail(err)
    end
    local parts = {}
    for _, name in ipairs({ "provider", "model", "effort", "mode" }) do
      if result[name] then
        parts[#parts + 1] = ("%s %s"):format(name, result[name])
      end
    end
    vim.notify("ampd: from now on: " .. (#parts > 0 and table.concat(parts, ", ") or "as the profile says"))
  end)
end

---@param name? string a model, or provider/model
function M.model(name)
  local chat = chats.current()
  if name then
    local provider, model = name:match("^([^/]+)/(.+)$")
    return configure(chat, { provider = provider, model = model or name })
  end
  chat.session:request("provider/models", {}, function(err, result)
    if err then
      return fail(err)
    end
    for _, warning in ipairs(result.warnings) do
      vim.notify("ampd: " .. warning.message, vim.log.levels.WARN)
    end
    local function describe(model)
      return ("%s  %s%s"):format(model.provider, model.displayName or model.id, model.isDefault and " (default)" or "")
    end
    vim.ui.select(result.models, { prompt = "Model", format_item = describe, kind = "ampd_model" }, function(model)
      if model then
        configure(chat, { provider = model.provider, model = model.id })
      end
    end)
  end)
end

---@param name? string
function M.mode(name)
  local chat = chats.current()
  if name then
    return configure(chat, { mode = name })
  end
  local params = { module = "hooks-approval" }
  chat.session:request("module/describe", params, function(err, result)
    if err then
      return fail(err)
    end
    local modes = (result.configSchema.properties or {}).mode
    vim.ui.select(modes and modes.enum or {}, { prompt = "Mode", kind = "ampd_mode" }, function(mode)
      if mode then
        configure(chat, { mode = mode })
      end
    end)
  end)
end

--- A profile is what a session is made from: choosing one begins a session.
---@param name? string
function M.profile(name)
  local sessions = require("ampd.sessions")
  if name then
    return sessions.new(name)
  end
  server.request("profile/list", { cwd = vim.fn.getcwd() }, function(err, result)
    if err then
      return fail(err)
    end
    local function describe(profile)
      local note = profile.problem and " (cannot be used: " .. profile.problem .. ")" or profile.isDefault and " (default)" or ""
      return ("%s%s  %s"):format(profile.name, note, profile.description)
    end
    vim.ui.select(result.profiles, { prompt = "Profile", format_item = describe, kind = "ampd_profile" }, function(profile)
      if profile then
        sessions.new(profile.name)
      end
    end)
  end)
end

---@param action? "list"|"run"|"clear"
function M.queue(action)
  local chat = chats.current()
  chat.session:request("session/queue", { action = action or "list" }, function(err, result)
    if err then
      return fail(err)
    end
    local lines = { #result.entries == 0 and "Nothing is queued." or "Queued:" }
    for index, entry in ipairs(result.entries) do
      local text = require("ampd.chat.transcript").text_of(entry.prompt):gsub("\n.*", " …")
      lines[#lines + 1] = ("%d. %s"):format(index, text)
    end
    if result.held and #result.entries > 0 then
      lines[#lines + 1] = ("The queue is held (%s); :Ampd queue run lets it go on."):format(result.held)
    end
    chat.transcript:notice(table.concat(lines, "\n"))
  end)
end

function M.compact()
  local chat = chats.current()
  chat.session:request("session/compact", {}, function(err, result)
    if err then
      return fail(err)
    end
    if not result.compacted then
      chat.transcript:notice("There was nothing to leave out.")
    end
  end)
end

return M
