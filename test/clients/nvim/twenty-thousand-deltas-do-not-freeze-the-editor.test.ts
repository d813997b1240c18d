/** Rendering costs what is new, not what is there: very many pieces, very long lines, and a reader who is elsewhere. */
import { equal, is, ok } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { NEOVIM, play } from "./run-nvim.ts";

const test = suite("nvim: rendering");

/** Lua that hands a chat events as if they had come over the wire. */
const FEED = `
  vim.cmd("Ampd open")
  local chat = H.chat()
  local changes = 0
  vim.api.nvim_buf_attach(chat.buf, false, { on_lines = function() changes = changes + 1 end })
  local function delta(text, index)
    chat.session:hear("content_block:delta", { request_id = "r", block_index = index or 0, block_type = "text", delta = text })
  end
`;

test.needing(NEOVIM, "20,000 pieces are drawn in few steps, and other work comes in between", async () => {
  const seen = await play<{ length: number; changes: number; ticks: number }>(
    {},
    `${FEED}
    local ticks = 0
    local timer = vim.loop.new_timer()
    timer:start(0, 1, vim.schedule_wrap(function() ticks = ticks + 1 end))
    for round = 1, 200 do
      for piece = 1, 100 do delta("word" .. piece .. " ") end
      delta("\\n")
      vim.wait(0)
    end
    chat.view:flush()
    timer:stop()
    return { length = #H.text(), changes = changes, ticks = ticks }
  `,
  );
  const line = Array.from({ length: 100 }, (_, index) => `word${index + 1} `).join("").length + 1;
  is(seen.length, "## ampd\n\n".length + 200 * line);
  ok(seen.changes < 500, `${seen.changes} changes of the buffer`);
  ok(seen.ticks > 0);
});

test.needing(NEOVIM, "a reader who is not at the end stays where they are; one at the end follows", async () => {
  const seen = await play<{ away: number[]; back: boolean }>(
    {},
    `${FEED}
    vim.cmd("wincmd k")
    local win = vim.api.nvim_get_current_win()
    for line = 1, 100 do delta("line " .. line .. "\\n") end
    chat.view:flush()
    vim.api.nvim_win_set_cursor(win, { 50, 0 })
    vim.cmd("normal! zt")
    local top = vim.fn.line("w0")
    for line = 1, 100 do delta("more " .. line .. "\\n") end
    chat.view:flush()
    local away = { vim.api.nvim_win_get_cursor(win)[1], vim.fn.line("w0") - top }
    vim.cmd("normal! G")
    delta("the last")
    chat.view:flush()
    return { away = away, back = vim.fn.line(".") == vim.fn.line("$") }
  `,
  );
  equal(seen.away, [50, 0]);
  is(seen.back, true);
});

test.needing(NEOVIM, "a huge line and a huge result are cut where they are shown", async () => {
  const seen = await play<{ lines: number; longest: number; ansi: boolean }>(
    {},
    `${FEED}
    local call = { tool_call_id = "c", tool_name = "bash", tool_input = { command = "x" } }
    chat.session:hear("tool:pre", call)
    local text = "\\27[31mred\\27[0m\\r\\n" .. ("y"):rep(1000000) .. "\\n" .. ("line\\n"):rep(50000)
    call.result = { success = true, output = { stdout = text, stderr = "" } }
    chat.session:hear("tool:post", call)
    local longest = 0
    for _, line in ipairs(vim.api.nvim_buf_get_lines(chat.buf, 0, -1, false)) do longest = math.max(longest, #line) end
    return { lines = vim.api.nvim_buf_line_count(chat.buf), longest = longest, ansi = H.text():find("\\27") ~= nil }
  `,
  );
  ok(seen.lines < 500, String(seen.lines));
  ok(seen.longest < 3000, String(seen.longest));
  is(seen.ansi, false);
});

test.needing(NEOVIM, "a million carriage returns are read once", async () => {
  const seen = await play<string[]>(
    {},
    `return require("ampd.chat.tool_text").lines(("\\r"):rep(1000000) .. "x\\nold\\rnew\\r\\r\\n\\r\\r")`,
  );
  equal(seen, ["x", "new", ""]);
});

test.run();
