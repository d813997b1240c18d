--- The tool `editor_selection`: where the person is, and what they have selected or selected last.
local context = require("ampd.context")

---@type ampd.Tool
return {
  description = "Tells which file the user is in, the cursor's line, and the text that is selected or was selected last there.",
  schema = { type = "object", properties = vim.empty_dict(), additionalProperties = false },
  is_read_only = true,
  run = function()
    local buf = context.last_file()
    if not buf then
      return require("ampd.tools").failure("not-open", "No file is open in the editor.")
    end
    local win = vim.fn.win_findbuf(buf)[1]
    local selection = context.selection(buf)
    return {
      success = true,
      output = {
        path = vim.api.nvim_buf_get_name(buf),
        line = win and vim.api.nvim_win_get_cursor(win)[1] or nil,
        selection = selection and { first_line = selection.first, last_line = selection.last, text = selection.text } or nil,
      },
    }
  end,
}
