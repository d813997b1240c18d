--- What each subcommand of `:Ampd` does, and how it is completed. The commands themselves are taken apart in `command.lua`.
local suggest = require("ampd.suggest")

---@class ampd.Subcommand
---@field about string
---@field run fun(arguments: string[], call: { range?: { first: integer, last: integer } })
---@field complete? fun(): string[]

local function chats()
  return require("ampd.chats")
end

local function windows()
  return require("ampd.chat.windows")
end

local function warn(text)
  vim.notify("ampd: " .. text, vim.log.levels.WARN)
end

local function open()
  local chat = chats().current()
  windows().open(chat)
  require("ampd.server").ensure(function(err)
    if err then
      chat.transcript:failure(err)
    end
  end)
  return chat
end

--- The oldest question of the chat at hand, or else of any: another chat's is shown, and not answered unseen.
local function question_to_show()
  local chat = chats().current_or_none()
  local question = chat and (chat.questions[1] or require("ampd.approval.desk").oldest())
  if not question then
    warn("no question is open.")
  end
  return question
end

---@return boolean whether there is one
local function show_question()
  local question = question_to_show()
  if question then
    local chat = question.chat
    require("ampd.sessions").show(chat)
    windows().go_to(chat, chat.view:first_row(question.block) + question.drawn.options_from + 1)
  end
  return question ~= nil
end

--- The one whose diff or proposed text the person is in, or the oldest of the chat in this tab.
local function question_in_sight()
  local question = require("ampd.approval.diff").in_sight() or require("ampd.approval.rewrite").in_sight()
  if question then
    return question
  end
  local chat = chats().current_or_none()
  return chat and windows().are_open(chat) and chat.questions[1] or nil
end

--- Answers the question in sight by the kind of the option.
local function answer(kind)
  return function()
    local question = question_in_sight()
    if not question then
      return show_question() and warn("nothing is answered yet: this question was not before you.")
    end
    local option = require("ampd.approval.question").option_of(question.params.options, kind)
    if option then
      require("ampd.approval.desk").answer(question, option)
    end
  end
end

local function add(arguments, call)
  local name = arguments[1] or (call.range and "selection" or "buffer")
  local context = require("ampd.context")
  local source = context.sources[name]
  if not source then
    return warn(suggest.unknown("context", name, vim.tbl_keys(context.sources)))
  end
  local text, why = source(call.range)
  if not text then
    return warn(why .. ".")
  end
  local chat = open()
  require("ampd.chat.prompt").add(chat.prompt_buf, text .. "\n")
end

local function ask(arguments, call)
  local text = table.concat(arguments, " ")
  if text == "" then
    return warn("ask: say what, as in `:Ampd ask what is this?`")
  end
  if call.range then
    local lines, why = require("ampd.context").sources.selection(call.range)
    if not lines then
      return warn(why .. ".")
    end
    text = text .. "\n\n" .. lines
  end
  open():send_text(text)
end

---@type table<string, ampd.Subcommand>
return {
  open = { about = "show the chat and go to the prompt", run = open },
  toggle = {
    about = "show the chat, or hide it",
    run = function()
      local chat = chats().current()
      if windows().are_open(chat) then
        windows().close(chat)
      else
        open()
      end
    end,
  },
  ask = { about = "send a text, with the lines of a range", run = ask },
  add = {
    about = "add selection, buffer, diagnostics or quickfix to the prompt",
    run = add,
    complete = function()
      return vim.tbl_keys(require("ampd.context").sources)
    end,
  },
  send = {
    about = "send what is in the prompt",
    run = function()
      chats().current():send()
    end,
  },
  steer = {
    about = "send what is in the prompt into the running turn",
    run = function()
      chats().current():send("steer")
    end,
  },
  cancel = {
    about = "end the running turn; twice: kill its tools",
    run = function()
      chats().current():cancel()
    end,
  },
  approvals = { about = "go to the oldest open question", run = show_question },
  approve = { about = "answer the oldest question of this chat: allow once", run = answer("allow_once") },
  deny = { about = "answer the oldest question of this chat: deny", run = answer("deny_once") },
  diff = {
    about = "show the diff of the oldest question",
    run = function()
      local question = question_to_show()
      if question then
        require("ampd.approval.diff").open(question)
      end
    end,
  },
  edit = {
    about = "change the text that the oldest question proposes",
    run = function()
      local question = question_to_show()
      if question then
        require("ampd.approval.rewrite").open(question)
      end
    end,
  },
  answer = {
    about = "answer what a tool or server wants to know",
    run = function()
      require("ampd.input").answer_next()
    end,
  },
  new = {
    about = "begin a new session, in a profile if one is named",
    run = function(arguments)
      require("ampd.sessions").new(arguments[1])
    end,
  },
  sessions = {
    about = "choose a session of this directory (`all`: of any) and go on with it",
    run = function(arguments)
      require("ampd.sessions").choose({ is_everywhere = arguments[1] == "all" })
    end,
    complete = function()
      return { "all" }
    end,
  },
  resume = {
    about = "go on with the session of this id, or with the last one",
    run = function(arguments)
      require("ampd.sessions").resume(arguments[1])
    end,
  },
  fork = {
    about = "go on in a copy of the session, up to a turn if one is named",
    run = function(arguments)
      require("ampd.sessions").fork(tonumber(arguments[1]))
    end,
  },
  queue = {
    about = "show the queue; `run` or `clear` it",
    run = function(arguments)
      require("ampd.settings").queue(arguments[1])
    end,
    complete = function()
      return { "list", "run", "clear" }
    end,
  },
  compact = {
    about = "shorten the history that the model sees",
    run = function()
      require("ampd.settings").compact()
    end,
  },
  model = {
    about = "choose the model",
    run = function(arguments)
      require("ampd.settings").model(arguments[1])
    end,
  },
  mode = {
    about = "choose the mode of approvals",
    run = function(arguments)
      require("ampd.settings").mode(arguments[1])
    end,
  },
  profile = {
    about = "choose a profile and begin a session with it",
    run = function(arguments)
      require("ampd.settings").profile(arguments[1])
    end,
  },
  log = {
    about = "show the traffic with ampd, and what it said",
    run = function()
      require("ampd.log").open()
    end,
  },
  stop = {
    about = "end ampd; sessions are stored",
    run = function()
      require("ampd.server").stop()
    end,
  },
  help = {
    about = "open the manual",
    run = function()
      vim.cmd("help ampd")
    end,
  },
}
