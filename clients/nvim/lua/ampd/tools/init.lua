--- The editor's own tools: what the model may ask of buffers, diagnostics and the selection. Like any tool, they pass ampd's
--- approvals first.
local config = require("ampd.config")
local protocol = require("ampd.protocol")
local M = {}

---@class ampd.Tool
---@field description string
---@field schema table JSON Schema of its input
---@field is_read_only boolean
---@field run fun(input: table): ampd.ToolResult
---@field preview? fun(input: table): string|nil a diff of what it would do

---@class ampd.ToolResult
---@field success boolean
---@field output any
---@field error? { kind: string, message: string }

--- Loaded when the first one is wanted.
local MODULES = {
  editor_buffers = "ampd.tools.buffers",
  editor_read = "ampd.tools.read",
  editor_diagnostics = "ampd.tools.diagnostics",
  editor_selection = "ampd.tools.selection",
  editor_edit = "ampd.tools.edit",
}

---@return ampd.ToolResult
function M.failure(kind, message)
  return { success = false, output = vim.NIL, error = { kind = kind, message = message } }
end

local function declarations()
  local list = {}
  for name, module in pairs(MODULES) do
    local tool = require(module)
    list[#list + 1] = {
      name = name,
      description = tool.description,
      inputSchema = tool.schema,
      annotations = { readOnlyHint = tool.is_read_only, destructiveHint = false, openWorldHint = false },
    }
  end
  table.sort(list, function(left, right)
    return left.name < right.name
  end)
  return list
end

--- Offers the tools to every session of this connection.
function M.register(connection)
  if not config.options.tools then
    return
  end
  connection:request(protocol.methods["tool/register"], { tools = declarations() }, function(err)
    if err then
      vim.notify("ampd: the editor's tools were not taken: " .. err.message, vim.log.levels.WARN)
    end
  end)
end

--- `tool/execute`.
---@param reply ampd.Reply
function M.execute(params, reply)
  local module = MODULES[params.name]
  if not module then
    return reply(M.failure("not-found", ("The editor has no tool %s."):format(params.name)))
  end
  local went_well, result = pcall(require(module).run, params.input or {})
  if not went_well then
    result = M.failure("editor-error", tostring(result))
  end
  reply(result)
end

--- A diff of what a call would do, where that is known here.
---@return string|nil
function M.preview(name, input)
  local module = MODULES[name]
  local tool = module and require(module)
  if not (tool and tool.preview) then
    return nil
  end
  local went_well, diff = pcall(tool.preview, input)
  return went_well and diff or nil
end

return M
