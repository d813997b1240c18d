--- A buffer that grows at its end: blocks one below the other, each of which may still grow while it is open. What is written is
--- put off and done many pieces at a time. It knows nothing of sessions.
local folds = require("ampd.chat.folds")
local follow = require("ampd.chat.follow")
local View = {}
View.__index = View

--- Text that comes within this time is shown at once.
local FLUSH_MS = 30
local namespace = vim.api.nvim_create_namespace("ampd_chat")

---@class ampd.Block
---@field kind string
---@field mark integer where it begins; text that is written to its empty first line does not push it away
---@field index integer
---@field pending string[]
---@field folded_from? integer
---@field is_question? boolean it waits for an answer: keys in it answer

---@param renew fun() gives it another buffer when its own one is lost
function View.new(buf, renew)
  return setmetatable({ buf = buf, blocks = {}, is_lost = false, _renew = renew, _dirty = {}, _is_scheduled = false }, View)
end

--- Begins a block at the end. Its first line is a heading, where it has one.
---@param kind string
---@param lines string[]
---@param group? string highlights the first line
---@param is_question? boolean until it is settled, the cursor of the window that has the focus is not moved into it, or out of it
---@return ampd.Block
function View:open(kind, lines, group, is_question)
  self:flush()
  local block = { kind = kind, pending = {}, index = #self.blocks + 1 }
  local is_first = #self.blocks == 0
  self:_edit(function()
    local first = is_first and 0 or vim.api.nvim_buf_line_count(self.buf) + 1
    local text = {}
    if not is_first then
      text[1] = ""
    end
    vim.list_extend(text, lines)
    vim.api.nvim_buf_set_lines(self.buf, is_first and 0 or -1, -1, false, text)
    block.mark = vim.api.nvim_buf_set_extmark(self.buf, namespace, first, 0, { right_gravity = false })
    if group then
      self:_paint(first, 0, { end_row = first, end_col = #(lines[1] or ""), hl_group = group })
    end
    block.is_question = is_question
    self.blocks[block.index] = block
  end)
  return block
end

--- Adds text to a block; it appears within FLUSH_MS.
function View:write(block, text)
  if text == "" then
    return
  end
  block.pending[#block.pending + 1] = text
  self._dirty[block] = true
  if not self._is_scheduled then
    self._is_scheduled = true
    vim.defer_fn(function()
      self._is_scheduled = false
      self:flush()
    end, FLUSH_MS)
  end
end

--- Shows everything that was written. Whatever changes the view calls this first.
function View:flush()
  if self.is_lost then
    self._renew()
  end
  if self.is_lost or next(self._dirty) == nil then
    return
  end
  local dirty = self._dirty
  self._dirty = {}
  self:_edit(function()
    for block in pairs(dirty) do
      local text = table.concat(block.pending)
      block.pending = {}
      local row = self:last_row(block)
      local column = #vim.api.nvim_buf_get_lines(self.buf, row, row + 1, false)[1]
      vim.api.nvim_buf_set_text(self.buf, row, column, row, column, vim.split(text, "\n", { plain = true }))
    end
  end)
end

---@return integer row of its first line, from 0
function View:first_row(block)
  return vim.api.nvim_buf_get_extmark_by_id(self.buf, namespace, block.mark, {})[1]
end

---@return integer row of its last line, from 0
function View:last_row(block)
  local following = self.blocks[block.index + 1]
  if not following then
    return vim.api.nvim_buf_line_count(self.buf) - 1
  end
  -- An empty line stands between blocks.
  return self:first_row(following) - 2
end

---@param row integer from 0
---@return ampd.Block|nil
function View:block_at(row)
  local low, high = 1, #self.blocks
  while low < high do
    local middle = math.ceil((low + high) / 2)
    if self:first_row(self.blocks[middle]) <= row then
      low = middle
    else
      high = middle - 1
    end
  end
  local block = self.blocks[low]
  return block and self:first_row(block) <= row and row <= self:last_row(block) and block or nil
end

--- Changes what a question says for the last time: a cursor in it, or above it, may go to the end again.
---@param change fun()
function View:settle(block, change)
  self:flush()
  self:_edit(function()
    block.is_question = false
    change()
  end)
end

--- Replaces lines of a block, counted from its first one; `last` is exclusive, -1 is its end.
function View:replace(block, first, last, lines)
  self:flush()
  block.folded_from = nil
  self:_edit(function()
    local start = self:first_row(block)
    local stop = last == -1 and self:last_row(block) + 1 or start + last
    vim.api.nvim_buf_set_lines(self.buf, start + first, stop, false, lines)
    if first == 0 then
      -- The mark went where its line went.
      vim.api.nvim_buf_set_extmark(self.buf, namespace, start, 0, { id = block.mark, right_gravity = false })
    end
  end)
end

--- Highlights a line of a block, counted from its first one.
function View:highlight(block, offset, group)
  local row = self:first_row(block) + offset
  local text = vim.api.nvim_buf_get_lines(self.buf, row, row + 1, false)[1] or ""
  self:_paint(row, 0, { end_row = row, end_col = #text, hl_group = group })
end

--- Closes a fold over a block, or over its lines from `offset` on. A block that will grow must not be folded.
function View:fold(block, offset)
  self:flush()
  block.folded_from = offset or 0
  local first, last = self:first_row(block) + block.folded_from, self:last_row(block)
  if last > first then
    folds.close(self.buf, first + 1, last + 1)
  end
end

--- Makes the folds in a window that has just begun to show the buffer: folds are a window's own.
function View:restore_folds(win)
  local ranges = {}
  for _, block in ipairs(self.blocks) do
    if block.folded_from then
      local first, last = self:first_row(block) + block.folded_from, self:last_row(block)
      if last > first then
        ranges[#ranges + 1] = { first + 1, last + 1 }
      end
    end
  end
  folds.restore(win, ranges)
end

--- The line from which on a cursor is taken to be at the end: open questions stand there, and are read from their top.
function View:end_line()
  local line = vim.api.nvim_buf_line_count(self.buf)
  for index = #self.blocks, 1, -1 do
    local block = self.blocks[index]
    if not block.is_question then
      break
    end
    line = math.max(1, self:first_row(block) - 1)
  end
  return line
end

function View:_paint(row, column, options)
  options.priority = 110
  vim.api.nvim_buf_set_extmark(self.buf, namespace, row, column, options)
end

function View:_edit(change)
  if self._is_editing then
    return change()
  end
  local followers = follow.note(self)
  self._is_editing = true
  vim.bo[self.buf].modifiable = true
  local went_well, err = pcall(change)
  vim.bo[self.buf].modifiable = false
  self._is_editing = false
  if not went_well then
    error(err, 0)
  end
  follow.move(self, followers)
end

return View
