--- The tool `editor_edit`: exact text of an open file is replaced through its buffer, so that undo takes it back. It refuses where
--- the buffer is not what was read.
local change = require("ampd.tools.change")
local files = require("ampd.tools.files")
local reload = require("ampd.reload")

local function failure(kind, message)
  return require("ampd.tools").failure(kind, message)
end

--- The text with the edits, one after another.
---@return string|nil
---@return ampd.ToolResult|nil refusal
local function edited(text, edits)
  for index, edit in ipairs(edits) do
    local place = ("edits[%d].old_text"):format(index - 1)
    local changed, why = change.replace_once(text, edit.old_text, edit.new_text)
    if why == "no-match" then
      return nil, failure(why, place .. ": it does not occur in the buffer. Read it again.")
    elseif why then
      return nil, failure(why, place .. ": it occurs more than once; take more of the text around it.")
    end
    text = changed
  end
  return text
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
    change.apply(buf, plan.before, plan.after)
    local problem = was_clean and change.save(buf) or nil
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
