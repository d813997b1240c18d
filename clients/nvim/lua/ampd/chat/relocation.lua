--- A view whose buffer is about to go, and that goes on in another one: its text, its blocks and their colours. It makes no buffer.
local M = {}

local namespace = vim.api.nvim_create_namespace("ampd_chat")

---@class ampd.KeptView
---@field lines string[]
---@field rows integer[] where each block begins, by its index
---@field paints table[] extmarks with their details

--- What the view shows. To be called while its buffer still has it.
---@return ampd.KeptView
function M.keep(view)
  local kept = { lines = vim.api.nvim_buf_get_lines(view.buf, 0, -1, false), rows = {}, paints = {} }
  for index, block in ipairs(view.blocks) do
    kept.rows[index] = view:first_row(block)
  end
  for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(view.buf, namespace, 0, -1, { details = true })) do
    if mark[4].hl_group then
      kept.paints[#kept.paints + 1] = mark
    end
  end
  return kept
end

--- Shows it in another buffer, which is empty.
---@param kept ampd.KeptView
function M.resume(view, buf, kept)
  view.buf = buf
  vim.bo[buf].modifiable = true
  vim.api.nvim_buf_set_lines(buf, 0, -1, false, kept.lines)
  vim.bo[buf].modifiable = false
  for index, row in ipairs(kept.rows) do
    view.blocks[index].mark = vim.api.nvim_buf_set_extmark(buf, namespace, row, 0, { right_gravity = false })
  end
  for _, mark in ipairs(kept.paints) do
    local details = mark[4]
    vim.api.nvim_buf_set_extmark(buf, namespace, mark[2], mark[3], {
      end_row = details.end_row,
      end_col = details.end_col,
      hl_group = details.hl_group,
      priority = details.priority,
    })
  end
end

return M
