--- What a tool wants to write, as a text that can be changed, beside the file as it is. Writing the buffer accepts what is in it;
--- closing it answers nothing.
local desk = require("ampd.approval.desk")
local own_version = require("ampd.approval.own_version")
local proposals = require("ampd.approval.proposal")
local question_text = require("ampd.approval.question")
local files = require("ampd.tools.files")
local M = {}

local HELP = " proposed: %t%m%=:w accepts it as it stands here, :q leaves the question open "

---@class ampd.Rewrite
---@field question ampd.Question
---@field proposal ampd.Proposal
---@field buf integer
---@field beside integer the buffer of the file, or an empty one
---@field tab integer
---@field origin integer the window that the person came from

---@type table<ampd.Question, ampd.Rewrite>
local shown = {}
local count = 0

local function warn(text)
  vim.notify("ampd: " .. text, vim.log.levels.WARN)
end

--- The text as it would be written.
local function text_of(rewrite)
  local text = files.text(rewrite.buf)
  if text ~= rewrite.proposal.after and vim.bo[rewrite.buf].fixendofline and text ~= "" and text:sub(-1) ~= "\n" then
    return text .. "\n"
  end
  return text
end

--- The person's version is in the file; the tool need not run.
---@return string|nil why not
local function accept_changed(rewrite, text)
  local question = rewrite.question
  local denial = question_text.option_of(question.params.options, "deny_once")
  if not denial then
    return "this question has no answer that keeps the tool from running"
  end
  local proposal, why = proposals.make(question.params)
  if not proposal then
    return why
  end
  local written
  written, why = own_version.write(proposal, text)
  if not written then
    return why
  end
  vim.bo[rewrite.buf].modified = false
  desk.answer(question, denial, { reason = own_version.reason(proposal, written), ending = "Changed by you, and written" })
end

--- The proposed text is what the tool will write; ampd looks once more whether the file is still the same.
---@return string|nil why not
local function accept_unchanged(rewrite)
  local allowance = question_text.option_of(rewrite.question.params.options, "allow_once")
  if not allowance then
    return "this question cannot be allowed once"
  end
  vim.bo[rewrite.buf].modified = false
  desk.answer(rewrite.question, allowance)
end

---@param event table of BufWriteCmd
local function accept(rewrite, event)
  local why
  if vim.fn.win_gettype() == "autocmd" then
    why = "only :w in its own window accepts what is proposed"
  elseif event.file ~= vim.api.nvim_buf_get_name(rewrite.buf) then
    why = "this text is written to its own file only"
  elseif not desk.is_open(rewrite.question) then
    why = "the question is settled"
  else
    local text = text_of(rewrite)
    if text == rewrite.proposal.after then
      why = accept_unchanged(rewrite)
    else
      why = accept_changed(rewrite, text)
    end
  end
  if why then
    warn(("%s: nothing was accepted: %s."):format(vim.fn.fnamemodify(rewrite.proposal.path, ":~:."), why))
  end
end

--- Puts the windows away once the text is gone; a file that was loaded for it only is unloaded.
local function clean_up(rewrite)
  local beside = rewrite.beside
  for _, win in ipairs(vim.fn.win_findbuf(beside)) do
    if vim.api.nvim_win_get_tabpage(win) == rewrite.tab then
      vim.api.nvim_win_call(win, function()
        vim.cmd("diffoff")
      end)
      pcall(vim.api.nvim_win_close, win, false)
    end
  end
  if vim.api.nvim_buf_is_valid(beside) and not vim.bo[beside].buflisted and not vim.bo[beside].modified then
    if #vim.fn.win_findbuf(beside) == 0 then
      pcall(vim.api.nvim_buf_delete, beside, {})
    end
  end
  if not vim.api.nvim_tabpage_is_valid(rewrite.tab) and vim.api.nvim_win_is_valid(rewrite.origin) then
    vim.api.nvim_set_current_win(rewrite.origin)
  end
end

--- The text of the proposal, in a buffer that is never a file.
local function new_buffer(rewrite)
  local proposal = rewrite.proposal
  local buf = vim.api.nvim_create_buf(false, false)
  count = count + 1
  vim.api.nvim_buf_set_name(buf, ("ampd://proposal/%d/%s"):format(count, vim.fn.fnamemodify(proposal.path, ":t")))
  for option, value in pairs({ buftype = "acwrite", bufhidden = "wipe", swapfile = false, undolevels = -1 }) do
    vim.bo[buf][option] = value
  end
  vim.api.nvim_buf_set_lines(buf, 0, -1, false, vim.split(proposal.after:gsub("\n$", ""), "\n", { plain = true }))
  vim.bo[buf].undolevels = vim.go.undolevels
  vim.bo[buf].endofline = proposal.after:sub(-1) == "\n"
  vim.bo[buf].modified = false
  vim.api.nvim_create_autocmd("BufWriteCmd", {
    buffer = buf,
    -- The file's own autocommands, such as those that format, belong to its writing.
    nested = true,
    callback = function(event)
      accept(rewrite, event)
    end,
  })
  vim.api.nvim_create_autocmd("BufWipeout", {
    buffer = buf,
    callback = function()
      shown[rewrite.question] = nil
      vim.schedule(function()
        clean_up(rewrite)
      end)
    end,
  })
  return buf
end

local function set_filetype(rewrite)
  if rewrite.proposal.is_new then
    vim.api.nvim_buf_call(rewrite.buf, function()
      vim.cmd("silent! doautocmd <nomodeline> filetypedetect BufRead " .. vim.fn.fnameescape(rewrite.proposal.path))
    end)
  else
    vim.bo[rewrite.buf].filetype = vim.bo[rewrite.beside].filetype
  end
end

local function show(rewrite)
  vim.cmd("tab split")
  rewrite.tab = vim.api.nvim_get_current_tabpage()
  vim.api.nvim_win_set_buf(0, rewrite.beside)
  vim.cmd("diffthis | rightbelow vsplit")
  vim.api.nvim_win_set_buf(0, rewrite.buf)
  vim.cmd("diffthis")
  set_filetype(rewrite)
  vim.cmd("let &l:statusline = " .. vim.fn.string(HELP))
end

--- Opens the text in a tab of its own, or goes there.
---@param question ampd.Question
function M.open(question)
  local rewrite = shown[question]
  local win = rewrite and vim.fn.win_findbuf(rewrite.buf)[1]
  if win then
    return vim.api.nvim_set_current_win(win)
  end
  local proposal, why = proposals.make(question.params)
  if not proposal then
    return warn(("this cannot be changed here: %s."):format(why))
  end
  rewrite = { question = question, proposal = proposal, origin = vim.api.nvim_get_current_win() }
  if proposal.is_new then
    rewrite.beside = vim.api.nvim_create_buf(false, true)
  else
    local went_well, loaded = pcall(own_version.load, proposal.path)
    if not went_well then
      return warn(("%s cannot be opened: %s"):format(proposal.path, loaded))
    end
    rewrite.beside = loaded
  end
  rewrite.buf = new_buffer(rewrite)
  shown[question] = rewrite
  show(rewrite)
end

--- The one whose proposed text is shown in this tab.
---@return ampd.Question|nil
function M.in_sight()
  for question, rewrite in pairs(shown) do
    if rewrite.tab == vim.api.nvim_get_current_tabpage() then
      return question
    end
  end
end

--- The question is settled. What the person has changed stays, though it cannot be written any more.
---@param question ampd.Question
function M.close(question)
  local rewrite = shown[question]
  if not rewrite then
    return
  end
  local buf = rewrite.buf
  if vim.bo[buf].modified then
    vim.api.nvim_buf_set_name(buf, vim.api.nvim_buf_get_name(buf) .. " (settled)")
    return warn("the question is settled; what you changed is still in its buffer, and is not written.")
  end
  -- Not while it is being written, nor while keys of it are handled.
  vim.schedule(function()
    if vim.api.nvim_buf_is_valid(buf) then
      pcall(vim.api.nvim_buf_delete, buf, { force = true })
    end
  end)
end

return M
