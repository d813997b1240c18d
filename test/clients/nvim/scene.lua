--- What a scene in a headless Neovim needs: waiting for what is to come, and reading what is shown. Loaded by run-nvim.ts.
local H = {}

local DEADLINE_MS = 100000

--- Lets the editor work until something is so.
function H.wait(what, is_so)
  if not vim.wait(DEADLINE_MS, is_so, 5) then
    error(("%s did not come to be. The chat:\n%s\nThe log:\n%s"):format(what, H.text(), H.log()), 2)
  end
end

function H.log()
  local lines = require("ampd.log").lines()
  local last = {}
  for index = math.max(1, #lines - 30), #lines do
    last[#last + 1] = lines[index]:sub(1, 250)
  end
  return table.concat(last, "\n")
end

function H.chat()
  return require("ampd.chats").current()
end

--- What the chat shows.
function H.text(chat)
  local shown = chat or require("ampd.chats").current_or_none()
  if not shown then
    return "(no chat)"
  end
  shown.view:flush()
  return table.concat(vim.api.nvim_buf_get_lines(shown.buf, 0, -1, false), "\n")
end

function H.prompt()
  return table.concat(vim.api.nvim_buf_get_lines(H.chat().prompt_buf, 0, -1, false), "\n")
end

function H.type(text)
  vim.api.nvim_buf_set_lines(H.chat().prompt_buf, 0, -1, false, vim.split(text, "\n", { plain = true }))
end

--- Keys as if typed, until all of them have had their effect.
function H.keys(keys)
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes(keys, true, false, true), "xt", false)
  -- What the keys have put off is done before this is.
  local is_done = false
  vim.schedule(function()
    is_done = true
  end)
  H.wait("the effect of " .. keys, function()
    return is_done
  end)
end

function H.wait_text(pattern)
  H.wait("the text " .. pattern, function()
    return H.text():find(pattern) ~= nil
  end)
end

function H.wait_questions(count)
  H.wait(count .. " questions", function()
    return #H.chat().questions == count
  end)
end

--- The turn is over, and ampd has put it away.
function H.wait_end()
  H.wait("the end of the turn", function()
    return not H.chat().session.is_busy
  end)
end

--- Sends a text as a person would, and waits for the end of the turn unless a question comes first.
function H.say(text)
  vim.cmd("Ampd open")
  H.type(text)
  local begun = false
  vim.api.nvim_create_autocmd("User", {
    pattern = { "AmpdTurnStart" },
    once = true,
    callback = function()
      begun = true
    end,
  })
  vim.cmd("Ampd send")
  H.wait("the beginning of the turn", function()
    return begun
  end)
end

--- The cursor goes into the question of this number.
function H.enter_question(number)
  local chat = H.chat()
  local question = chat.questions[number or 1]
  require("ampd.chat.windows").go_to(chat, chat.view:first_row(question.block) + 1)
end

function H.ampd_pid()
  return require("ampd.server").pid()
end

--- Which lines a closed fold hides, as text of its first line.
function H.closed_folds()
  local win = vim.fn.win_findbuf(H.chat().buf)[1]
  return vim.api.nvim_win_call(win, function()
    local found, line = {}, 1
    while line <= vim.fn.line("$") do
      if vim.fn.foldclosed(line) == line then
        found[#found + 1] = vim.fn.getline(line)
        line = vim.fn.foldclosedend(line)
      end
      line = line + 1
    end
    return found
  end)
end

--- In place of ampd: what is asked of it is kept, and answered by the scene.
---@return { method: string, params: table, callback: function|nil }[]
function H.without_ampd()
  local server, sent = require("ampd.server"), {}
  server.request = function(method, params, callback)
    sent[#sent + 1] = { method = method, params = params, callback = callback }
  end
  server.ensure = function(callback)
    if callback then
      callback(nil)
    end
  end
  return sent
end

--- The ids of answered questions and of their answers, in order.
H.replies = {}

--- A question as ampd would ask it.
---@param options? ampd.Option[]
function H.ask(chat, id, options)
  options = options or {
    { id = "yes", label = "Allow once", kind = "allow_once" },
    { id = "always", label = "Always", kind = "allow_always" },
    { id = "no", label = "Deny", kind = "deny_once" },
  }
  local params = { approvalId = id, sessionId = chat.session.id, prompt = "Run " .. id, options = options, detail = {} }
  return require("ampd.approval.desk").ask(chat, params, function(result)
    H.replies[#H.replies + 1] = id .. ":" .. result.optionId
  end)
end

--- Messages of vim.notify, kept instead of shown.
H.notes = {}
vim.notify = function(text)
  H.notes[#H.notes + 1] = text
end

return H
