--- What a file would say if a question were allowed, made from the tool's input and the text that the question was asked about.
--- It shows nothing and changes nothing.
local change = require("ampd.tools.change")
local files = require("ampd.tools.files")
local reload = require("ampd.reload")
local M = {}

local MARK = "\239\187\191"

---@class ampd.Proposal
---@field path string
---@field buf integer|nil of the file, where it is open
---@field is_new boolean there is no such file yet
---@field before string with LF, as a buffer has it
---@field after string likewise

--- How a tool's input makes the new text. As in ampd, what is put into a file with CR LF may have either ending.
---@type table<string, fun(before: string, input: table, adapt: fun(text: string): string): string|nil>
local MAKERS = {
  write_file = function(_, input, adapt)
    return adapt(input.content)
  end,
  edit_file = function(before, input, adapt)
    local old, new = adapt(input.old_string), adapt(input.new_string)
    if input.replace_all == true then
      return table.concat(vim.split(before, old, { plain = true }), new)
    end
    return (change.replace_once(before, old, new))
  end,
}

--- Whether this kind of question has a text that can be changed.
---@param params table of `approval/request`
---@return boolean
function M.is_editable(params)
  local detail, call = params.detail or {}, params.toolCall
  return detail.path ~= nil and detail.diff ~= nil and call ~= nil and MAKERS[call.name] ~= nil
end

--- The text of a file as a buffer has it, and what does the same to a text for it.
local function decode(bytes)
  local has_mark = vim.startswith(bytes, MARK)
  local is_crlf = bytes:find("\r\n", 1, true) ~= nil and not bytes:gsub("\r\n", ""):find("\n", 1, true)
  local function adapt(text)
    text = has_mark and vim.startswith(text, MARK) and text:sub(#MARK + 1) or text
    return is_crlf and text:gsub("\r\n", "\n") or text
  end
  return adapt(bytes), adapt
end

--- Whether the open buffer is what the question was asked about.
---@return string|nil why not
local function check_buffer(buf, before)
  if vim.bo[buf].modified then
    return "it has unsaved changes here; write or drop them first"
  end
  reload.refresh(buf)
  local text = files.text(buf)
  -- A buffer without text has a line all the same.
  if text ~= before and not (text == "\n" and before == "") then
    return "its buffer is not what the question was asked about"
  elseif not vim.bo[buf].modifiable or vim.bo[buf].readonly then
    return "its buffer cannot be changed"
  end
end

--- The text of the file that the question was asked about.
---@return string|nil bytes
---@return string|nil why not
local function base(detail)
  local bytes = files.bytes(detail.path)
  if not bytes and detail.baseHash or bytes and not detail.baseHash then
    return nil, bytes and "the file has come to be since the question was asked" or "the file is gone, or cannot be read"
  elseif bytes and bytes:find("%z") then
    return nil, "it is not a text"
  elseif bytes and vim.fn.sha256(bytes) ~= detail.baseHash then
    return nil, "the file has changed since the question was asked"
  end
  return bytes or ""
end

---@param params table of `approval/request`
---@return ampd.Proposal|nil
---@return string|nil why there is none
function M.make(params)
  if not M.is_editable(params) then
    return nil, "only what write_file and edit_file propose can be changed"
  end
  local detail = params.detail
  local bytes, why = base(detail)
  if not bytes then
    return nil, why
  end
  local before, adapt = decode(bytes)
  local buf = files.find(detail.path)
  why = buf and check_buffer(buf, before)
  if why then
    return nil, why
  end
  local after = MAKERS[params.toolCall.name](before, params.toolCall.input, adapt)
  if not after then
    return nil, "what it replaces does not stand there exactly once"
  end
  return { path = detail.path, buf = buf, is_new = not detail.baseHash, before = before, after = after }
end

return M
