--- The tool `editor_buffers`: which files are open, and which of them have unsaved changes.
local files = require("ampd.tools.files")

local function describe(buf)
  local current = vim.api.nvim_get_current_buf()
  return {
    path = vim.api.nvim_buf_get_name(buf),
    filetype = vim.bo[buf].filetype,
    lines = vim.api.nvim_buf_line_count(buf),
    modified = vim.bo[buf].modified,
    visible = #vim.fn.win_findbuf(buf) > 0,
    current = buf == current,
  }
end

---@type ampd.Tool
return {
  description = "Lists the files that are open in the user's editor: path, filetype, number of lines, and whether there are unsaved "
    .. "changes, which only editor_read can see.",
  schema = { type = "object", properties = vim.empty_dict(), additionalProperties = false },
  is_read_only = true,
  run = function()
    local buffers = {}
    for _, buf in ipairs(vim.api.nvim_list_bufs()) do
      if vim.bo[buf].buflisted and files.is_file(buf) then
        buffers[#buffers + 1] = describe(buf)
      end
    end
    return { success = true, output = { buffers = buffers } }
  end,
}
