/** Approvals in the chat buffer: several at a time, keys that act in a question and nowhere else, questions that are taken back. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { equal, is, match, not } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { inEditorsPlace, NEOVIM, play, playIn, setup } from "./run-nvim.ts";

const test = suite("nvim: questions");
const COMMAND = `touch made.txt && echo ${"x".repeat(300)}`;
const bash = (command: string): Record<string, unknown> => ({ name: "bash", input: { command } });
const TWO = [{ tool_calls: [bash("touch one.txt"), bash("touch two.txt")] }, "That was it."];

test.needing(NEOVIM, "two at a time, each answered by itself, in any order", async () => {
  await inEditorsPlace({ responses: TWO }, async (place) => {
    const text = await playIn<string>(
      place,
      `${setup()}
      local function number_of(file)
        for number, question in ipairs(H.chat().questions) do
          if question.params.prompt:find(file, 1, true) then return number end
        end
      end
      H.say("Do both.")
      H.wait_questions(2)
      H.enter_question(number_of("two.txt"))
      H.keys("4")
      H.wait_questions(1)
      H.enter_question(number_of("one.txt"))
      H.keys("1")
      H.wait_text("That was it")
      H.wait_end()
      return H.text()
    `,
    );
    is(existsSync(join(place.cwd, "one.txt")), true);
    is(existsSync(join(place.cwd, "two.txt")), false);
    match(text, /✓ Allow once/);
    match(text, /✗ Deny/);
    match(text, /✗ bash touch two\.txt/);
  });
});

test.needing(NEOVIM, "the whole command is shown, and the focus and the cursor stay where they were", async () => {
  const seen = await play<{ text: string; focus: boolean; cursor: number[]; count: number }>(
    { responses: [{ tool_calls: [bash(COMMAND)] }, "ok"] },
    `
    H.say("Do it.")
    vim.cmd("wincmd t")
    vim.api.nvim_buf_set_lines(0, 0, -1, false, { "a", "b", "c" })
    vim.api.nvim_win_set_cursor(0, { 2, 0 })
    local win = vim.api.nvim_get_current_win()
    H.wait_questions(1)
    -- Keys that answer are what they always were in any other buffer.
    H.keys("2dd")
    return { text = H.text(), focus = win == vim.api.nvim_get_current_win(), cursor = vim.api.nvim_win_get_cursor(0), count = #H.chat().questions }
  `,
  );
  match(seen.text, `touch made.txt && echo ${"x".repeat(300)}`);
  equal([seen.focus, seen.cursor, seen.count], [true, [1, 0], 1]);
});

test.needing(
  NEOVIM,
  "a reader at the end of the chat is not moved into a question, and keys mean there what they always did",
  async () => {
    const seen = await play<{ line: string; questions: number; isShown: boolean; after: number }>(
      { responses: [{ text: "line\n".repeat(60), tool_calls: [bash(COMMAND)] }, "ok"] },
      `
    vim.cmd("Ampd open")
    vim.cmd("wincmd k")
    vim.cmd("normal! G")
    H.chat():send_text("Do it.")
    H.wait_questions(1)
    local line = vim.fn.getline(".")
    local question = H.chat().questions[1]
    local is_shown = vim.fn.line("w$") > H.chat().view:first_row(question.block) + 1
    H.keys("1")
    local questions = #H.chat().questions
    H.enter_question(1)
    H.keys("1")
    H.wait_end()
    return { line = line, questions = questions, isShown = is_shown, after = vim.fn.line("$") - vim.fn.line(".") }
  `,
    );
    not.match(seen.line, /\?/);
    equal([seen.questions, seen.isShown, seen.after], [1, true, 0]);
  },
);

test.needing(
  NEOVIM,
  "the option under the cursor is answered by Enter, and a diff has a window of its own",
  async () => {
    const write = { name: "write_file", input: { file_path: "a.txt", content: "one\n" } };
    const seen = await play<{ diff: string; filetype: string; still: number; shown: number; text: string }>(
      { responses: [{ tool_calls: [write] }, "ok"] },
      `
    H.say("Write.")
    H.wait_questions(1)
    H.enter_question()
    H.keys("gd")
    H.wait("the diff", function() return vim.bo.filetype == "diff" end)
    local diff, filetype = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\\n"), vim.bo.filetype
    H.keys("q")
    local still = #H.chat().questions
    vim.cmd("Ampd diff")
    vim.cmd("Ampd approvals")
    vim.fn.search("Deny")
    H.keys("<CR>")
    H.wait_text("✗ write_file")
    local shown = 0
    for _, win in ipairs(vim.api.nvim_list_wins()) do
      if vim.bo[vim.api.nvim_win_get_buf(win)].filetype == "diff" then shown = shown + 1 end
    end
    return { diff = diff, filetype = filetype, still = still, shown = shown, text = H.text() }
  `,
    );
    match(seen.diff, /^# write_file wants to run on .*\n# 1 {2}Allow once\n/);
    match(seen.diff, /\n@@ .*\n\+one$/);
    equal([seen.filetype, seen.still, seen.shown], ["diff", 1, 0]);
    match(seen.text, /✗ Deny/);
  },
);

test.needing(NEOVIM, "one that is withdrawn says so, and answers nothing any more", async () => {
  const seen = await play<{ text: string; questions: number }>(
    { responses: TWO },
    `
    H.say("Do both.")
    H.wait_questions(2)
    vim.cmd("Ampd cancel")
    H.wait_questions(0)
    H.wait_end()
    return { text = H.text(), questions = #H.chat().questions }
  `,
  );
  match(seen.text, /– withdrawn[\s\S]*– withdrawn/);
  not.match(seen.text, /\[1\]/);
});

test.needing(NEOVIM, "vim.ui.select asks, where the options say so", async () => {
  await inEditorsPlace({ responses: TWO }, async (place) => {
    const seen = await playIn<string[]>(
      place,
      `${setup('approvals = "select"')}
      local labels = {}
      vim.ui.select = function(items, options, on_choice)
        for _, item in ipairs(items) do labels[#labels + 1] = options.format_item(item) end
        vim.schedule(function() on_choice(items[1]) end)
      end
      H.say("Do both.")
      H.wait_text("That was it")
      return labels
    `,
    );
    equal(seen.slice(0, 2), ["Allow once", "Allow exactly this command for this session"]);
    is(existsSync(join(place.cwd, "two.txt")), true);
  });
});

test.run();
