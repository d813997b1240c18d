--- What a tool or a server wants from the person: a form, field by field, or a page to open. What they say is shown as theirs.
local events = require("ampd.events")
local M = {}

---@type { id: string, chat: table, params: table, reply: ampd.Reply }[] oldest first
local open = {}

---@return integer|nil
local function place_of(id)
  for index, wanted in ipairs(open) do
    if wanted.id == id then
      return index
    end
  end
end

local function withdraw(id)
  local index = place_of(id)
  require("ampd.status").changed()
  return index and table.remove(open, index)
end

local function settle(id, answer)
  local wanted = withdraw(id)
  if wanted then
    wanted.reply(answer)
  end
end

local function choices_of(field)
  local items = {}
  for index, value in ipairs(field.enum or {}) do
    items[#items + 1] = { value = value, label = (field.enumNames or {})[index] or tostring(value) }
  end
  for _, one in ipairs(field.oneOf or {}) do
    items[#items + 1] = { value = one.const, label = one.title or tostring(one.const) }
  end
  if field.type == "boolean" then
    items = { { value = true, label = "yes" }, { value = false, label = "no" } }
  end
  return items
end

--- What was typed, as the field's type has it; nothing where it does not fit.
---@return any
---@return string|nil problem
function M.parse(field, text)
  if field.type == "integer" or field.type == "number" then
    local number = tonumber(text)
    if not number or (field.type == "integer" and number ~= math.floor(number)) then
      return nil, "a number is wanted"
    end
    return number
  end
  if field.type == "array" then
    return vim.split(text, "%s*,%s*", { trimempty = true })
  end
  return text
end

--- The required fields first, each by name, so that a form is asked in the same order each time.
local function names_of(schema)
  local required = {}
  for _, name in ipairs(schema.required or {}) do
    required[name] = true
  end
  local names = vim.tbl_keys(schema.properties or {})
  table.sort(names, function(left, right)
    if required[left] ~= required[right] then
      return required[left] == true
    end
    return left < right
  end)
  return names, required
end

local function ask_field(name, field, is_required, on_value)
  local about = field.description and (" (%s)"):format(field.description) or ""
  local label = ("%s%s%s: "):format(field.title or name, about, is_required and "" or " [optional]")
  local choices = choices_of(field)
  if #choices > 0 then
    vim.ui.select(choices, {
      prompt = label,
      format_item = function(item)
        return item.label
      end,
    }, function(item)
      on_value(item ~= nil, item and item.value)
    end)
    return
  end
  local default = field.default ~= nil and type(field.default) ~= "table" and tostring(field.default) or nil
  vim.ui.input({ prompt = label, default = default }, function(text)
    if text == nil or (text == "" and not is_required) then
      return on_value(text ~= nil, nil)
    end
    local value, problem = M.parse(field, text)
    if problem then
      vim.notify("ampd: " .. problem, vim.log.levels.WARN)
      return ask_field(name, field, is_required, on_value)
    end
    on_value(true, value)
  end)
end

--- Closing a list or a line is no answer.
local function put_off()
  vim.notify("ampd: it is not answered yet; :Ampd answer begins again.")
end

local function fill_form(id, schema)
  local names, required = names_of(schema)
  local content = vim.empty_dict()
  local function ask(index)
    if not place_of(id) then
      return
    end
    local name = names[index]
    if not name then
      return settle(id, { action = "accept", content = content })
    end
    ask_field(name, schema.properties[name], required[name], function(is_answered, value)
      if not is_answered then
        return put_off()
      end
      if value ~= nil then
        content[name] = value
      end
      ask(index + 1)
    end)
  end
  ask(1)
end

local function choose(id, params)
  local schema = params.requestedSchema
  local accept = params.url and "I have opened it" or "Answer"
  vim.ui.select({ accept, "Decline", "Cancel" }, { prompt = ("%s asks: %s"):format(params.source, params.message) }, function(chosen)
    if not place_of(id) then
      return
    elseif not chosen then
      put_off()
    elseif chosen == accept and not params.url and schema then
      fill_form(id, schema)
    elseif chosen == accept then
      settle(id, { action = "accept" })
    else
      settle(id, { action = chosen == "Decline" and "decline" or "cancel" })
    end
  end)
end

--- Answers the oldest question that is open, as `:Ampd answer` does.
function M.answer_next()
  local wanted = open[1]
  if not wanted then
    return vim.notify("ampd: nothing is wanted from you.")
  end
  choose(wanted.id, wanted.params)
end

local function describe(params)
  local lines = { ("? %s asks you: %s"):format(params.source, params.message) }
  if params.problem then
    lines[#lines + 1] = "  The last answer did not count: " .. params.problem
  end
  if params.url then
    lines[#lines + 1] = "  " .. params.url
  end
  lines[#lines + 1] = "  :Ampd answer answers, declines or cancels it."
  return table.concat(lines, "\n")
end

--- Shows what is wanted. The person is not interrupted: `:Ampd answer` begins.
function M.ask(chat, params, reply)
  local id = params.inputId
  table.insert(open, { id = id, chat = chat, params = params, reply = reply })
  chat.transcript:notice(describe(params), "AmpdQuestion")
  vim.notify(("ampd: %s asks something; :Ampd answer"):format(params.source), vim.log.levels.WARN)
  events.emit("AmpdInput", { session = params.sessionId, source = params.source, message = params.message })
  return function()
    M.resolved({ inputId = id, reason = "withdrawn" })
  end
end

--- `input/resolved`: also comes for what was answered here.
function M.resolved(params)
  local wanted = withdraw(params.inputId)
  if wanted then
    wanted.chat.transcript:notice(("What %s asked is settled: %s."):format(wanted.params.source, params.reason))
  end
end

--- How many questions of a chat are open.
---@return integer
function M.count(chat)
  return #vim.tbl_filter(function(wanted)
    return wanted.chat == chat
  end, open)
end

return M
