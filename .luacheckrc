-- Neovim's Lua is LuaJIT with one more global.
std = "luajit"
globals = { "vim" }
max_line_length = 140
self = false
