/** Buffers of a chat that are deleted, wiped out or reloaded come back: with all that was said, the questions, the keys and the draft. */
import { equal, match } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { NEOVIM, play } from "./run-nvim.ts";

const test = suite("nvim: lost buffers");
const RESPONSES = [
  { text: "Before that.", tool_calls: [{ name: "bash", input: { command: "touch one.txt" } }] },
  "It is done.",
];

test.needing(
  NEOVIM,
  "deleted, wiped out, reloaded: what was said is there again, and the question is answered there",
  async () => {
    const seen = await play<{
      texts: string[];
      after: string;
      draft: string;
      sent: boolean;
      layouts: boolean[];
      notes: string[];
    }>(
      { responses: RESPONSES },
      `
    local texts, layouts = {}, {}
    H.say("Do it.")
    H.wait_questions(1)
    for _, how in ipairs({ "bdelete", "bwipeout", "edit" }) do
      vim.cmd("Ampd approvals")
      vim.cmd(how)
      vim.cmd("Ampd approvals")
      local wins = vim.tbl_map(function(win) return win[2] end, vim.fn.winlayout()[2][2][2])
      layouts[#layouts + 1] = wins[1] == vim.fn.bufwinid(H.chat().buf) and wins[2] == vim.fn.bufwinid(H.chat().prompt_buf)
      texts[#texts + 1] = H.text()
    end
    vim.cmd("Ampd open")
    H.type("a draft")
    vim.cmd("bwipeout")
    vim.cmd("Ampd open")
    local draft = H.prompt()
    H.enter_question()
    H.keys("1")
    H.wait_text("It is done")
    H.wait_end()
    vim.cmd("Ampd open")
    H.keys("<CR>")
    return { texts = texts, after = H.text(), draft = draft, sent = H.chat().session.is_busy, layouts = layouts, notes = H.notes }
  `,
    );
    for (const text of seen.texts)
      match(
        text,
        /^## You\nDo it\.\n\n## ampd\n\nBefore that\.\n\n● bash touch one\.txt\n\n\? [\s\S]*\[1\] Allow once/,
      );
    equal(new Set(seen.texts).size, 1);
    match(seen.after, /Before that\.\n\n✓ bash touch one\.txt\n\n✓ Allow once[\s\S]*It is done\./);
    equal([seen.draft, seen.sent, seen.layouts], ["a draft", true, [true, true, true]]);
    match(seen.notes[0] ?? "", /the turn goes on; :Ampd open shows the chat/);
  },
);

test.needing(
  NEOVIM,
  "what comes just after its buffers have gone finds the chat, and a status line is no harm",
  async () => {
    const seen = await play<{
      text: string;
      questions: number[];
      status: string;
      folds: string[];
      colours: number[];
    }>(
      {},
      `
    H.without_ampd()
    local desk = require("ampd.approval.desk")
    vim.cmd("Ampd open")
    local chat, questions, colours = H.chat(), {}, {}
    local function coloured()
      local marks = vim.api.nvim_buf_get_extmarks(chat.buf, vim.api.nvim_create_namespace("ampd_chat"), 0, -1, { details = true })
      return #vim.tbl_filter(function(mark) return mark[4].hl_group ~= nil end, marks)
    end
    local thought = { request_id = "r", block_index = 0, block_type = "thinking", delta = "one\\ntwo" }
    chat.transcript:delta(thought)
    chat.transcript:block_end(thought)
    H.ask(chat, "one")
    local words = { request_id = "r", block_index = 1, block_type = "text", delta = "This\\nis\\nhalf " }
    chat.transcript:delta(words)
    chat.view:flush()
    colours[1] = coloured()
    vim.cmd("wincmd k | bwipeout")
    local status = vim.api.nvim_eval_statusline("%{v:lua.require'ampd'.status()}", {}).str
    words.delta = "a sentence"
    chat.transcript:delta(words)
    chat.view:flush()
    colours[2] = coloured()
    H.ask(require("ampd.chats").of_session(chat.session.id), "two")
    questions[1] = #chat.questions
    desk.resolved({ approvalId = "one", reason = "timeout" })
    desk.resolved({ approvalId = "two", reason = "timeout" })
    questions[2] = #chat.questions
    vim.cmd("Ampd open")
    return { text = H.text(), questions = questions, status = status, folds = H.closed_folds(), colours = colours }
  `,
    );
    equal(seen.questions, [2, 0]);
    match(
      seen.text,
      /Thinking\none\ntwo[\s\S]*– the time ran out.*Run one\n\nThis\nis\nhalf a sentence\n\n– .*Run two$/,
    );
    match(seen.status, /^ampd.*1.question$/);
    equal(seen.folds, ["Thinking"]);
    equal(seen.colours[0], seen.colours[1]);
  },
);

test.run();
