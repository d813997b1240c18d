--- The diff of a question in a window of its own. Closing it answers nothing.
local config = require("ampd.config")
local question_text = require("ampd.approval.question")
local M = {}

---@type table<table, integer> buffers, by question
local shown = {}

local function header(question)
  local lines = { "# " .. vim.split(question.params.prompt, "\n")[1] }
  for _, option in ipairs(question_text.sorted(question.params.options)) do
    local key = config.options.keys[option.kind]
    if key and question_text.option_of(question.params.options, option.kind) == option then
      lines[#lines + 1] = ("# %s  %s"):format(key, question_text.in_one_line(option.label))
    end
  end
  lines[#lines + 1] = "# ]c [c  next and previous change      q  close; the question stays open"
  lines[#lines + 1] = ""
  return lines
end

local function map_keys(buf, question)
  local function map(key, action)
    if key then
      vim.keymap.set("n", key, action, { buffer = buf, nowait = true, silent = true })
    end
  end
  for _, option in ipairs(question.params.options) do
    if question_text.option_of(question.params.options, option.kind) == option then
      map(config.options.keys[option.kind], function()
        require("ampd.approval.desk").answer(question, option)
      end)
    end
  end
  map("]c", function()
    vim.fn.search("^@@", "W")
  end)
  map("[c", function()
    vim.fn.search("^@@", "bW")
  end)
  map(config.options.keys.edit, function()
    require("ampd.approval.rewrite").open(question)
  end)
  map("q", function()
    M.close(question)
  end)
end

--- Opens it in a split, or goes there.
function M.open(question)
  local diff = question.params.detail and question.params.detail.diff
  if not diff then
    return vim.notify("ampd: this question has no diff.")
  end
  local buf = shown[question]
  local win = buf and vim.fn.win_findbuf(buf)[1]
  if win then
    return vim.api.nvim_set_current_win(win)
  end
  vim.cmd("botright new")
  buf = vim.api.nvim_get_current_buf()
  shown[question] = buf
  local lines = vim.list_extend(header(question), vim.split(vim.trim(diff), "\n", { plain = true }))
  vim.api.nvim_buf_set_lines(buf, 0, -1, false, lines)
  for option, value in pairs({ buftype = "nofile", bufhidden = "wipe", swapfile = false, modifiable = false, filetype = "diff" }) do
    vim.bo[buf][option] = value
  end
  map_keys(buf, question)
  vim.fn.search("^@@", "w")
end

--- The one whose diff the person is in.
---@return ampd.Question|nil
function M.in_sight()
  for question, buf in pairs(shown) do
    if buf == vim.api.nvim_get_current_buf() then
      return question
    end
  end
end

function M.close(question)
  local buf = shown[question]
  shown[question] = nil
  if buf and vim.api.nvim_buf_is_valid(buf) then
    pcall(vim.api.nvim_buf_delete, buf, { force = true })
  end
end

return M
