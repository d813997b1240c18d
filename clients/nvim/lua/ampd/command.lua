--- `:Ampd`: takes a command line apart, completes it, and runs what it names. The same words work behind a slash in the prompt.
local subcommands = require("ampd.subcommands")
local suggest = require("ampd.suggest")
local M = {}

function M.is_known(name)
  return subcommands[name] ~= nil
end

function M.unknown(name)
  return suggest.unknown("command", name, vim.tbl_keys(subcommands))
end

---@return { name: string, about: string }[]
function M.all()
  local all = {}
  for name, subcommand in pairs(subcommands) do
    all[#all + 1] = { name = name, about = subcommand.about }
  end
  table.sort(all, function(left, right)
    return left.name < right.name
  end)
  return all
end

---@param arguments string[]
---@param call { range?: { first: integer, last: integer } }
function M.execute(name, arguments, call)
  subcommands[name].run(arguments, call)
end

--- What nvim_create_user_command hands over.
function M.run(call)
  local name = call.fargs[1] or "open"
  if not M.is_known(name) then
    return vim.notify("ampd: " .. M.unknown(name), vim.log.levels.WARN)
  end
  local range = call.range > 0 and { first = call.line1, last = call.line2 } or nil
  M.execute(name, vim.list_slice(call.fargs, 2), { range = range })
end

function M.complete(lead, line)
  local words = vim.split(line, "%s+")
  while words[1] and not words[1]:match("Ampd") do
    table.remove(words, 1)
  end
  local candidates = {}
  if #words <= 2 then
    candidates = vim.tbl_keys(subcommands)
  elseif subcommands[words[2]] and subcommands[words[2]].complete then
    candidates = subcommands[words[2]].complete()
  end
  table.sort(candidates)
  return vim.tbl_filter(function(candidate)
    return vim.startswith(candidate, lead)
  end, candidates)
end

return M
