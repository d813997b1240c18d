--- What a configuration calls: setup, the status line, and the two entry points. Everything else is loaded when it is needed.
local M = {}

--- Optional: changes the defaults. Throws one error that names every problem.
---@param options? ampd.Options
function M.setup(options)
  require("ampd.config").set(options or {})
end

--- Opens the chat, with the cursor in the prompt.
function M.open()
  require("ampd.command").execute("open", {}, {})
end

--- Sends a text to the chat as it is.
---@param text string
function M.ask(text)
  require("ampd.command").execute("ask", { text }, {})
end

--- For a status line: what the current chat is doing, and how many questions of all chats are open; empty where there is none.
--- Loads nothing.
---@return string
function M.status()
  local chats = package.loaded["ampd.chats"]
  local chat = chats and chats.at_hand()
  return chat and require("ampd.status").line(chat, chats.all()) or ""
end

--- The same as a table, or nothing.
function M.state()
  local chats = package.loaded["ampd.chats"]
  local chat = chats and chats.at_hand()
  return chat and require("ampd.status").get(chat, chats.all()) or nil
end

--- For the status line of a chat's window.
---@return string
function M.chat_status()
  local chats = package.loaded["ampd.chats"]
  local chat = chats and chats.of_buffer(vim.api.nvim_get_current_buf())
  return chat and require("ampd.status").line(chat) or ""
end

return M
