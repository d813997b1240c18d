--- The tool `editor_edit`: exact text of an open file is replaced through its buffer, so that undo takes it back. It refuses where
--- the buffer is not what was read.
local files = require("ampd.tools.files")
local reload = require("ampd.reload")

local function failure(kind, message)
  return require("ampd.tools").failure(kind, message)
end

--- How often a text occurs; counted up to two.
local function occurrences(text, part)
  local first = text:find(part, 1, true)
  if not first then
    return 0
  end
  return text:find(part, first + 1, true) and 2 or 1, first
end

--- The text with the edits, one after another.
---@return string|nil
---@return ampd.ToolResult|nil refusal
local function edited(text, edits)
  for index, edit in ipairs(edits) do
    local place = ("edits[%d].old_text"):format(index - 1)
    local count, first = 0, nil
    if edit.old_text ~= "" then
      count, first = occurrences(text, edit.old_text)
    end
    if count == 0 then
      return nil, failure("no-match", place .. ": it does not occur in the buffer. Read it again.")
    elseif count > 1 then
      return nil, failure("ambiguous", place .. ": it occurs more than once; take more of the text around it.")
    end
    text = text:sub(1, first - 1) .. edit.new_text .. text:sub(first + #edit.old_text)
  end
  return text
end

--- Replaces only the lines that differ: marks, folds and cursors elsewhere stay. One undo takes all of it back.
local function apply(buf, before, after)
  local hunks = vim.diff(before, after, { result_type = "indices" })
  local lines = vim.split(after:gsub("\n$", ""), "\n", { plain = true })
  vim.api.nvim_buf_call(buf, function()
    -- What the person typed last stays an undo of its own.
    vim.cmd("let &l:undolevels = &l:undolevels")
  end)
  for index = #hunks, 1, -1 do
    local old_first, old_count, new_first, new_count = unpack(hunks[index])
    -- Of an insertion, the first number is the line that it follows.
    local start = old_count == 0 and old_first or old_first - 1
    local replacement = new_count == 0 and {} or vim.list_slice(lines, new_first, new_first + new_count - 1)
    vim.api.nvim_buf_set_lines(buf, start, start + old_count, false, replacement)
  end
end

--- Writes a buffer that had no changes before. What its own autocommands object to leaves it modified.
---@return string|nil why it was not written
local function save(buf)
  if vim.bo[buf].readonly then
    return "the buffer is read-only"
  end
  local went_well, err = pcall(vim.api.nvim_buf_call, buf, function()
    -- The file was compared a moment ago; without `!`, a time of its own that is newer would make Neovim ask.
    vim.cmd("silent write!")
  end)
  return not went_well and tostring(err) or nil
end

local function prepare(input)
  local buf, why = files.find(input.path)
  if not buf then
    return nil, failure("not-open", why)
  end
  reload.refresh(buf)
  if files.hash(buf) ~= input.base_hash then
    return nil, failure("changed", "The buffer is not what base_hash stands for: the user has changed it, or its file has. Read it again.")
  end
  if not vim.bo[buf].modifiable then
    return nil, failure("not-modifiable", "The buffer cannot be changed.")
  end
  local before = files.text(buf)
  local after, refusal = edited(before, input.edits)
  return after and { buf = buf, before = before, after = after }, refusal
end

---@type ampd.Tool
return {
  description = "Edits a file that is open in the user's editor, through its buffer: undo works, and unsaved changes stay. Each old_text "
    .. "must occur exactly once. It refuses when the buffer is not what base_hash stands for. A file without unsaved changes is saved.",
  schema = {
    type = "object",
    properties = {
      path = { type = "string", description = "Of an open file; see editor_buffers." },
      base_hash = { type = "string", description = "The hash that editor_read told." },
      edits = {
        type = "array",
        minItems = 1,
        items = {
          type = "object",
          properties = { old_text = { type = "string", minLength = 1 }, new_text = { type = "string" } },
          required = { "old_text", "new_text" },
          additionalProperties = false,
        },
      },
    },
    required = { "path", "base_hash", "edits" },
    additionalProperties = false,
  },
  is_read_only = false,
  run = function(input)
    local plan, refusal = prepare(input)
    if not plan then
      return refusal
    end
    local buf = plan.buf
    local was_clean = not vim.bo[buf].modified
    apply(buf, plan.before, plan.after)
    local problem = was_clean and save(buf) or nil
    local output = { path = vim.api.nvim_buf_get_name(buf), saved = not vim.bo[buf].modified, hash = files.hash(buf) }
    if not output.saved then
      output.note = problem and "It was not saved: " .. problem or "It was not saved: the user had unsaved changes before."
    else
      require("ampd.events").emit("AmpdFileEdited", { path = output.path })
    end
    return { success = true, output = output }
  end,
  preview = function(input)
    local plan = prepare(input)
    return plan and ("--- %s\n+++ %s\n%s"):format(input.path, input.path, vim.diff(plan.before, plan.after, { ctxlen = 3 }))
  end,
}
