--- What Neovim reads at its start: one command and the <Plug> maps. Nothing of the plugin is loaded before one of them is used.
if vim.g.loaded_ampd or vim.fn.has("nvim-0.7.2") == 0 then
  return
end
vim.g.loaded_ampd = 1

vim.api.nvim_create_user_command("Ampd", function(call)
  require("ampd.command").run(call)
end, {
  nargs = "*",
  range = true,
  desc = "Talk to ampd; see :help ampd",
  complete = function(lead, line)
    return require("ampd.command").complete(lead, line)
  end,
})

for _, name in ipairs({ "toggle", "open", "cancel", "approvals", "new", "sessions" }) do
  vim.keymap.set("n", ("<Plug>(ampd-%s)"):format(name), ("<Cmd>Ampd %s<CR>"):format(name), { desc = "ampd: " .. name })
end
vim.keymap.set("x", "<Plug>(ampd-add)", ":Ampd add selection<CR>", { desc = "ampd: add the selection to the prompt" })
vim.keymap.set("n", "<Plug>(ampd-add-buffer)", "<Cmd>Ampd add buffer<CR>", { desc = "ampd: add the buffer to the prompt" })
