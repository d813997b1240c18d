--- The tool `editor_diagnostics`: what linters and language servers say, for one open file or all.
local files = require("ampd.tools.files")

local MAX_DIAGNOSTICS = 200
local SEVERITIES = { "error", "warning", "info", "hint" }

local function describe(diagnostic)
  return {
    path = vim.api.nvim_buf_get_name(diagnostic.bufnr),
    line = diagnostic.lnum + 1,
    column = diagnostic.col + 1,
    severity = SEVERITIES[diagnostic.severity],
    message = diagnostic.message,
    source = diagnostic.source,
  }
end

---@type ampd.Tool
return {
  description = "Lists what linters and language servers report about the files that are open in the user's editor. Lines and "
    .. "columns count from 1.",
  schema = {
    type = "object",
    properties = { path = { type = "string", description = "Only this open file." } },
    additionalProperties = false,
  },
  is_read_only = true,
  run = function(input)
    local buf
    if input.path then
      local why
      buf, why = files.find(input.path)
      if not buf then
        return require("ampd.tools").failure("not-open", why)
      end
    end
    local all = vim.diagnostic.get(buf)
    local shown = {}
    for index = 1, math.min(#all, MAX_DIAGNOSTICS) do
      shown[index] = describe(all[index])
    end
    return { success = true, output = { diagnostics = shown, total = #all } }
  end,
}
