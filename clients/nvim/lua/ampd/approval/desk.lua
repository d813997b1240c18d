--- The questions that wait for an answer: each is put into its chat, answered once, and taken back when it is settled elsewhere.
local config = require("ampd.config")
local events = require("ampd.events")
local question_text = require("ampd.approval.question")
local windows = require("ampd.chat.windows")
local M = {}

---@class ampd.Question
---@field params table of `approval/request`
---@field chat table
---@field number integer in the order in which all came
---@field block table
---@field drawn ampd.Drawn

---@type table<string, ampd.Question> by approval id
local open = {}
local asked = 0

--- Shows a question. Neither the focus nor the cursor of the person moves.
---@param reply ampd.Reply
---@return fun() withdraw
function M.ask(chat, params, reply)
  M._preview(params)
  local question = { params = params, chat = chat, reply = reply }
  -- First: one that cannot be drawn must not stand in the way of others.
  M._draw(question)
  asked = asked + 1
  question.number = asked
  open[params.approvalId] = question
  table.insert(chat.questions, question)
  events.emit("AmpdApproval", { session = params.sessionId, id = params.approvalId, prompt = params.prompt })
  require("ampd.status").changed()
  if config.options.approvals == "select" then
    M._select(question)
  elseif not windows.are_open(chat) then
    vim.notify(("ampd asks: %s (:Ampd approvals shows it)"):format(vim.split(params.prompt, "\n")[1]), vim.log.levels.WARN)
  end
  return function()
    M.resolved({ approvalId = params.approvalId, reason = "cancelled" })
  end
end

--- What the editor's own tool would do is known here.
function M._preview(params)
  local call = params.toolCall
  if call and not (params.detail and params.detail.diff) then
    local diff = require("ampd.tools").preview(call.name, call.input)
    if diff then
      params.detail = vim.tbl_extend("force", params.detail or {}, { diff = diff })
    end
  end
end

function M._draw(question)
  local view = question.chat.view
  local drawn = question_text.draw(question.params, config.options.keys)
  question.drawn = drawn
  question.block = view:open("question", drawn.lines, nil, true)
  for line, group in pairs(drawn.groups) do
    view:highlight(question.block, line, group)
  end
  if drawn.details_from then
    view:fold(question.block, drawn.details_from)
  end
end

--- Answers a question with one of its options.
---@param option ampd.Option
---@param because? { reason: string, ending: string } what the model hears besides, and what the chat says instead of the label
function M.answer(question, option, because)
  if not M.is_open(question) then
    return
  end
  question.reply({ optionId = option.id, reason = because and because.reason })
  local mark = (because or option.kind:match("^allow")) and "✓" or "✗"
  M._settle(question, ("%s %s"):format(mark, because and because.ending or option.label))
end

---@param question ampd.Question
---@return boolean
function M.is_open(question)
  return open[question.params.approvalId] == question
end

--- The one that has waited longest, in whatever chat.
---@return ampd.Question|nil
function M.oldest()
  local oldest
  for _, question in pairs(open) do
    if not oldest or question.number < oldest.number then
      oldest = question
    end
  end
  return oldest
end

--- The question that stands at a line, counted from 1.
---@return ampd.Question|nil
function M.at(chat, line)
  for _, question in ipairs(chat.questions) do
    local block = question.block
    if line - 1 >= chat.view:first_row(block) and line - 1 <= chat.view:last_row(block) then
      return question
    end
  end
end

local ENDS = {
  answered = "answered elsewhere",
  timeout = "the time ran out, which means no",
  cancelled = "withdrawn",
  disconnected = "nobody was left to answer, which means no",
}

--- `approval/resolved`: also comes for what was answered here.
function M.resolved(params)
  local question = open[params.approvalId]
  if question then
    M._settle(question, "– " .. (ENDS[params.reason] or params.reason))
  end
end

local function forget(question)
  open[question.params.approvalId] = nil
  local questions = question.chat.questions
  for index, one in ipairs(questions) do
    if one == question then
      table.remove(questions, index)
      return
    end
  end
end

--- The options give way to what became of them.
local function draw_ending(question, ending)
  local view, block, drawn = question.chat.view, question.block, question.drawn
  local heading = drawn.lines[1]:gsub("^%? ", "")
  view:settle(block, function()
    view:replace(block, drawn.options_from, -1, {})
    view:replace(block, 0, 1, { question_text.in_one_line(("%s — %s"):format(ending, heading)) })
  end)
  view:highlight(block, 0, "AmpdQuestion")
  if config.options.fold then
    view:fold(block)
  end
end

function M._settle(question, ending)
  forget(question)
  local went_well, err = pcall(draw_ending, question, ending)
  if not went_well then
    vim.notify(("ampd: what became of a question cannot be shown: %s"):format(err), vim.log.levels.ERROR)
  end
  require("ampd.approval.diff").close(question)
  require("ampd.approval.rewrite").close(question)
  require("ampd.status").changed()
end

function M._select(question)
  local options = question_text.sorted(question.params.options)
  vim.ui.select(options, {
    prompt = question.params.prompt,
    kind = "ampd_approval",
    format_item = function(option)
      return option.label
    end,
  }, function(option)
    -- Closing the list is no answer: the question stays in the chat.
    if option then
      M.answer(question, option)
    end
  end)
end

return M
