--- The keys of a chat's buffers. Those that answer a question do so only where the cursor is in it; elsewhere they are what they
--- always were.
local config = require("ampd.config")
local desk = require("ampd.approval.desk")
local question_text = require("ampd.approval.question")
local M = {}

local KINDS = { "allow_once", "allow_session", "allow_always", "deny_once", "deny_always" }

local function map(mode, key, action, buf, desc)
  if key then
    vim.keymap.set(mode, key, action, { buffer = buf, silent = true, desc = "ampd: " .. desc })
  end
end

--- Maps a key that acts on the question under the cursor, and is itself elsewhere.
---@param act fun(question: ampd.Question): fun()|nil
local function map_in_question(chat, key, act, desc)
  if not key then
    return
  end
  vim.keymap.set("n", key, function()
    local question = desk.at(chat, vim.fn.line("."))
    local action = question and act(question)
    if not action then
      return key
    end
    -- An expression must not change text.
    vim.schedule(action)
    return "<Ignore>"
  end, { buffer = chat.buf, expr = true, replace_keycodes = true, desc = "ampd: " .. desc })
end

local function map_questions(chat)
  local keys = config.options.keys
  for _, kind in ipairs(KINDS) do
    map_in_question(chat, keys[kind], function(question)
      local option = question_text.option_of(question.params.options, kind)
      return option and function()
        desk.answer(question, option)
      end
    end, "answer " .. kind)
  end
  map_in_question(chat, "<CR>", function(question)
    local line = vim.fn.line(".") - 1 - chat.view:first_row(question.block)
    local option = question.drawn.options[line]
    return option and function()
      desk.answer(question, option)
    end
  end, "answer with the option under the cursor")
  map_in_question(chat, keys.diff, function(question)
    return question.params.detail and question.params.detail.diff and function()
      require("ampd.approval.diff").open(question)
    end
  end, "show the diff")
  map_in_question(chat, keys.edit, function(question)
    return question.params.detail and question.params.detail.diff and function()
      require("ampd.approval.rewrite").open(question)
    end
  end, "change what is proposed")
end

function M.map_chat(chat)
  local keys = config.options.keys
  map_questions(chat)
  local pattern = [[^\(## \|[?●✓✗] \)]]
  map("n", keys.next_item, function()
    vim.fn.search(pattern, "W")
  end, chat.buf, "next item")
  map("n", keys.previous_item, function()
    vim.fn.search(pattern, "bW")
  end, chat.buf, "previous item")
  map("n", keys.cancel, function()
    chat:cancel()
  end, chat.buf, "cancel")
end

function M.map_prompt(chat)
  local keys = config.options.keys
  local function send(how)
    return function()
      chat:send(how)
    end
  end
  map("n", keys.send, send(nil), chat.prompt_buf, "send")
  map("i", keys.send_insert, send(nil), chat.prompt_buf, "send")
  map("n", keys.steer, send("steer"), chat.prompt_buf, "send into the running turn")
  map("n", keys.cancel, function()
    chat:cancel()
  end, chat.prompt_buf, "cancel")
end

return M
