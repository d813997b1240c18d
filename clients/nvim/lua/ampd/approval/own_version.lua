--- The person's version of a change in place of the proposed one: it goes into the file through a buffer, so that undo takes it
--- back, and the model is told how it differs. It answers nothing.
local change = require("ampd.tools.change")
local files = require("ampd.tools.files")
local M = {}

--- A longer diff than this costs more than reading the file again.
local MAX_DIFF_BYTES = 8000

--- The buffer of a file, made where there is none.
---@param path string
---@return integer buf
function M.load(path)
  local buf = files.find(path)
  if buf then
    return buf
  end
  local shortmess = vim.o.shortmess
  -- A swap file that another editor left must not stop everything with a dialogue.
  vim.o.shortmess = shortmess .. "A"
  buf = vim.fn.bufadd(path)
  local went_well, err = pcall(vim.fn.bufload, buf)
  vim.o.shortmess = shortmess
  if not went_well then
    error(err, 0)
  end
  return buf
end

--- Changes the file. Where it cannot be written, the buffer is as it was.
---@param proposal ampd.Proposal made a moment ago
---@param text string what the person wants
---@return string|nil written what the file says now, with LF
---@return string|nil why it was not written
function M.write(proposal, text)
  local went_well, buf = pcall(M.load, proposal.path)
  if not went_well then
    return nil, tostring(buf)
  end
  if proposal.is_new then
    -- A folder that cannot be made is a file that cannot be written.
    pcall(vim.fn.mkdir, vim.fn.fnamemodify(proposal.path, ":h"), "p")
  end
  change.apply(buf, files.text(buf), text)
  vim.bo[buf].endofline = text:sub(-1) == "\n"
  local why = change.save(buf)
  -- An autocommand may fail after the file is written.
  if why and vim.bo[buf].modified then
    vim.api.nvim_buf_call(buf, function()
      vim.cmd("silent! undo")
    end)
    if proposal.is_new and not proposal.buf then
      vim.api.nvim_buf_delete(buf, { force = true })
    end
    return nil, why
  end
  vim.bo[buf].buflisted = true
  require("ampd.events").emit("AmpdFileEdited", { path = vim.api.nvim_buf_get_name(buf) })
  return files.text(buf)
end

--- Whole lines of a diff, as many as there is room for.
local function bounded(diff)
  if #diff <= MAX_DIFF_BYTES then
    return diff
  end
  local kept = diff:sub(1, MAX_DIFF_BYTES):match("^.*\n") or ""
  return ("%s(%d more bytes of the diff are left out; read the file)\n"):format(kept, #diff - #kept)
end

--- What the model is told in place of a result.
---@param proposal ampd.Proposal
---@param written string
---@return string
function M.reason(proposal, written)
  local diff = vim.diff(proposal.after, written, { ctxlen = 3 })
  return table.concat({
    ("The user changed this edit and has applied the changed version to %s already. "):format(proposal.path),
    "Do not apply it again; read the file before you change it further. ",
    "The file differs from your proposal by:\n",
    ("--- proposed\n+++ %s\n%s"):format(proposal.path, bounded(diff)),
  })
end

return M
