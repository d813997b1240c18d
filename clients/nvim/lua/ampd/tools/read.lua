--- The tool `editor_read`: the text of an open file with its unsaved changes, and the hash that `editor_edit` wants.
local files = require("ampd.tools.files")
local reload = require("ampd.reload")

--- More text than this is no use to a model, and costs the person dearly.
local MAX_LINES = 2000

local function failure(message)
  return require("ampd.tools").failure("not-open", message)
end

---@type ampd.Tool
return {
  description = "Reads a file that is open in the user's editor as it stands there, unsaved changes included. `hash` goes into "
    .. "editor_edit as `base_hash`. Use `offset` (from line 1) and `limit` for long files.",
  schema = {
    type = "object",
    properties = {
      path = { type = "string", description = "Of an open file; see editor_buffers." },
      offset = { type = "integer", minimum = 1 },
      limit = { type = "integer", minimum = 1, maximum = MAX_LINES },
    },
    required = { "path" },
    additionalProperties = false,
  },
  is_read_only = true,
  run = function(input)
    local buf, why = files.find(input.path)
    if not buf then
      return failure(why)
    end
    reload.refresh(buf)
    local first = (input.offset or 1) - 1
    local count = vim.api.nvim_buf_line_count(buf)
    local last = math.min(count, first + (input.limit or MAX_LINES))
    return {
      success = true,
      output = {
        path = vim.api.nvim_buf_get_name(buf),
        content = table.concat(vim.api.nvim_buf_get_lines(buf, first, last, false), "\n"),
        first_line = first + 1,
        lines = count,
        modified = vim.bo[buf].modified,
        hash = files.hash(buf),
      },
    }
  end,
}
