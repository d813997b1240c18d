/** Whose question a key or a command answers, with several chats, several questions, and tools that go on talking meanwhile. */
import { equal, match } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { NEOVIM, play } from "./run-nvim.ts";

const test = suite("nvim: unseen questions");

/** Lua: a chat in which one tool runs, and the focus at its end. */
const TALKING = `
  H.without_ampd()
  vim.cmd("Ampd open")
  local chat = H.chat()
  chat.transcript:user("hi")
  chat.transcript:tool_begin({ tool_call_id = "t", tool_name = "bash", tool_input = { command = "x" } })
  local function output(text)
    chat.transcript:tool_output({ tool_call_id = "t", text = text })
    chat.view:flush()
  end
  vim.cmd("wincmd k | normal! G")
`;

test.needing(NEOVIM, "a count is none of its answers, however much another tool says meanwhile", async () => {
  const seen = await play<{ replies: string[]; shown: boolean; moved: boolean }>(
    {},
    `${TALKING}
    H.ask(chat, "q")
    H.keys("3k")
    vim.cmd("normal! G")
    vim.api.nvim_win_set_cursor(0, { chat.view:end_line(), 0 })
    local before = vim.fn.line(".")
    output("one\\ntwo\\n")
    local moved = vim.fn.line(".") > before
    local is_shown = vim.fn.line("w$") > chat.view:first_row(chat.questions[1].block) + 1
    H.keys("3k")
    return { replies = H.replies, shown = is_shown, moved = moved }
  `,
  );
  equal(seen, { replies: [], shown: true, moved: true });
});

test.needing(NEOVIM, "a cursor on an answer stays on it, whatever is said above or below", async () => {
  const seen = await play<{ lines: string[]; replies: string[]; question: boolean }>(
    {},
    `${TALKING}
    local lines = {}
    local function look() lines[#lines + 1] = vim.trim(vim.fn.getline(".")) end
    H.ask(chat, "one")
    H.ask(chat, "two")
    vim.cmd("Ampd approvals")
    output("a\\nb\\n")
    look()
    chat.transcript:notice("something")
    look()
    H.ask(chat, "three")
    look()
    H.keys("<CR>")
    local question = require("ampd.approval.desk").at(chat, vim.fn.line(".")) ~= nil
    look()
    return { lines = lines, replies = H.replies, question = question }
  `,
  );
  equal(seen.lines.slice(0, 3), Array(3).fill("[1] Allow once"));
  match(seen.lines[3] ?? "", /✓ Allow once|With the cursor/);
  equal([seen.replies, seen.question], [["one:yes"], false]);
});

test.needing(NEOVIM, "an answer does not put the cursor into the next question", async () => {
  const seen = await play<{ replies: string[]; line: string }>(
    {},
    `${TALKING}
    H.ask(chat, "one")
    H.ask(chat, "two")
    vim.cmd("Ampd approvals")
    H.keys("4")
    H.keys("4j")
    vim.cmd("normal! gg")
    vim.fn.search("✗")
    return { replies = H.replies, line = vim.fn.getline(".") }
  `,
  );
  equal(seen, { replies: ["one:no"], line: "✗ Deny — Run one" });
});

test.needing(
  NEOVIM,
  "another chat's question is shown, counted and told of, and answered only once it is seen",
  async () => {
    const seen = await play<{ replies: string[][]; count: number; at: boolean[]; notes: string }>(
      {},
      `
    H.without_ampd()
    vim.cmd("Ampd open")
    local first = H.chat()
    vim.cmd("Ampd new")
    local second, replies, at = H.chat(), {}, {}
    local function answered() replies[#replies + 1] = vim.list_slice(H.replies, 1, #H.replies) end
    local function is_at(chat) at[#at + 1] = vim.api.nvim_get_current_buf() == chat.buf end
    H.ask(first, "one")
    local notes, count = table.concat(H.notes, "\\n"), require("ampd").state().questions
    vim.cmd("Ampd approve")
    answered()
    is_at(first)
    vim.cmd("Ampd approve")
    answered()
    H.ask(first, "two")
    vim.cmd("tabnew | Ampd new")
    local third = H.chat()
    H.ask(third, "three")
    vim.cmd("tabprevious")
    vim.cmd("Ampd deny")
    answered()
    vim.cmd("Ampd approvals")
    is_at(third)
    H.ask(third, "four")
    third.questions[2].params.detail.diff = "@@ -1 +1 @@"
    vim.cmd("tabnew")
    require("ampd.approval.diff").open(third.questions[2])
    vim.cmd("Ampd deny")
    answered()
    return { replies = replies, count = count, at = at, notes = notes }
  `,
    );
    equal(seen.replies, [[], ["one:yes"], ["one:yes", "two:no"], ["one:yes", "two:no", "four:no"]]);
    equal([seen.count, seen.at], [1, [true, true]]);
    match(seen.notes, /ampd asks: Run one/);
  },
);

test.needing(
  NEOVIM,
  "a command is for the chat that it is given in, and a chat in another tab says that it asks",
  async () => {
    const seen = await play<{ sent: string[]; expected: string; notes: string[] }>(
      {},
      `
    local sent = H.without_ampd()
    vim.cmd("Ampd open")
    local first = H.chat()
    first.session:adopt()
    vim.cmd("tabnew | Ampd new")
    H.chat().session:adopt()
    H.ask(first, "one")
    vim.cmd("tabprevious")
    for _, command in ipairs({ "cancel", "compact", "model fast" }) do vim.cmd("Ampd " .. command) end
    H.type("hello")
    vim.cmd("Ampd send")
    local ids = {}
    for _, request in ipairs(sent) do ids[#ids + 1] = request.params.sessionId end
    return { sent = ids, expected = first.session.id, notes = H.notes }
  `,
    );
    equal(seen.sent, Array(4).fill(seen.expected));
    equal(seen.notes, ["ampd asks: Run one (:Ampd approvals shows it)"]);
  },
);

test.needing(
  NEOVIM,
  "a label of several lines is one answer, and what cannot be drawn is in nobody's way",
  async () => {
    const seen = await play<{ text: string; went: boolean; questions: number; replies: string[]; settled: string }>(
      {},
      `${TALKING}
    local open = chat.view.open
    chat.view.open = function() error("no room") end
    local broken = pcall(H.ask, chat, "broken")
    chat.view.open = open
    H.ask(chat, "q", { { id = "a", label = "Allow\\nthis", kind = "allow_once" } })
    local text = H.text()
    vim.cmd("Ampd approve")
    return { text = text, went = broken, questions = #chat.questions, replies = H.replies, settled = H.text() }
  `,
    );
    match(seen.text, /\[1\] Allow\\nthis\n/);
    match(seen.settled, /✓ Allow\\nthis — Run q/);
    equal([seen.went, seen.questions, seen.replies], [false, 0, ["q:a"]]);
  },
);

test.run();
