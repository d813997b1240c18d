--- Files that are open in buffers: found by their paths, with their text as it is in the editor and its hash. It changes nothing.
local M = {}

--- A buffer of a file, as opposed to terminals, help and the like.
---@return boolean
function M.is_file(buf)
  return vim.api.nvim_buf_is_loaded(buf) and vim.bo[buf].buftype == "" and vim.api.nvim_buf_get_name(buf) ~= ""
end

local function real(path)
  return vim.loop.fs_realpath(path) or path
end

--- The loaded buffer of a file.
---@param path string absolute, or relative to the working directory
---@return integer|nil buf
---@return string|nil why there is none
function M.find(path)
  if type(path) ~= "string" or path == "" then
    return nil, "path: it must be a path."
  end
  local wanted = real(vim.fn.fnamemodify(path, ":p"))
  for _, buf in ipairs(vim.api.nvim_list_bufs()) do
    if M.is_file(buf) and real(vim.api.nvim_buf_get_name(buf)) == wanted then
      return buf
    end
  end
  return nil, ("%s is not open in the editor; use the tools for files."):format(path)
end

--- What a file says on disk.
---@return string|nil
function M.bytes(path)
  local file = io.open(path, "rb")
  if not file then
    return nil
  end
  local bytes = file:read("*a")
  file:close()
  return bytes
end

--- The text of a buffer as it would be written, always with LF.
function M.text(buf)
  local text = table.concat(vim.api.nvim_buf_get_lines(buf, 0, -1, false), "\n")
  return vim.bo[buf].endofline and text .. "\n" or text
end

---@return string hex SHA-256
function M.hash(buf)
  return vim.fn.sha256(M.text(buf))
end

return M
