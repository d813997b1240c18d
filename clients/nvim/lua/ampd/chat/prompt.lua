--- The buffer that prompts are written in: its text, its draft, the commands that begin with a slash. It sends nothing.
local M = {}

function M.text(buf)
  return vim.trim(table.concat(vim.api.nvim_buf_get_lines(buf, 0, -1, false), "\n"))
end

--- Removes what was sent; what was typed meanwhile stays.
function M.take(buf, sent)
  local text = vim.trim(table.concat(vim.api.nvim_buf_get_lines(buf, 0, -1, false), "\n"))
  local rest = ""
  if text ~= sent then
    if not vim.startswith(text, sent) then
      return
    end
    rest = text:sub(#sent + 1):gsub("^\n", "")
  end
  vim.api.nvim_buf_set_lines(buf, 0, -1, false, vim.split(rest, "\n", { plain = true }))
end

--- Adds text behind what is there.
function M.add(buf, text)
  local lines = vim.split(text, "\n", { plain = true })
  if M.text(buf) == "" then
    vim.api.nvim_buf_set_lines(buf, 0, -1, false, lines)
  else
    vim.api.nvim_buf_set_lines(buf, -1, -1, false, lines)
  end
  for _, win in ipairs(vim.fn.win_findbuf(buf)) do
    vim.api.nvim_win_set_cursor(win, { vim.api.nvim_buf_line_count(buf), 0 })
  end
end

--- Runs `/name …` as `:Ampd name …`. A path at the beginning is no name, and more than one line is no command.
---@return "run"|"refused"|nil nothing where the text is no command
function M.run_command(text)
  local name, rest = text:match("^/(%S+)[ \t]*([^\n]*)$")
  if not name or not name:match("^%l+$") then
    return nil
  end
  local command = require("ampd.command")
  if not command.is_known(name) then
    vim.notify(("ampd: %s. To send it as it is, put a word before it."):format(command.unknown(name)), vim.log.levels.WARN)
    return "refused"
  end
  command.execute(name, vim.split(rest, "%s+", { trimempty = true }), {})
  return "run"
end

return M
