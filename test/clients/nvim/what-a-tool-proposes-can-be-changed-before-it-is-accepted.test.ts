/** A proposed edit as a text: accepted as it is, accepted after changes, left open, refused where the file is another one by now. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { equal, is, match, not } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { inEditorsPlace, NEOVIM, playIn, setup, type Workplace } from "./run-nvim.ts";

const test = suite("nvim: changing what is proposed");
const EDIT = { name: "edit_file", input: { file_path: "a.txt", old_string: "two", new_string: "2" } };
const NEW = { name: "write_file", input: { file_path: "new/b.txt", content: "one\ntwo\n" } };

/** Lua that goes into the question, and opens its text. */
const OPEN = `
  H.say("Edit.")
  H.wait_questions(1)
  H.enter_question()
  H.keys("ge")
  local tabs = #vim.api.nvim_list_tabpages()
  local proposed = vim.api.nvim_get_current_buf()
  local function lines(buf) return table.concat(vim.api.nvim_buf_get_lines(buf or 0, 0, -1, false), "\\n") end
  local function heard()
    local messages
    H.wait_end()
    H.chat().session:request("session/messages", {}, function(err, result) messages = err or result end)
    H.wait("the messages", function() return messages ~= nil end)
    return vim.json.encode(messages)
  end
  local function gone() return not vim.api.nvim_buf_is_valid(proposed) and #vim.api.nvim_list_tabpages() == 1 end
`;

async function scene<Seen>(
  call: unknown,
  lua: string,
  after: (seen: Seen, place: Workplace) => void,
  before = "",
): Promise<void> {
  await inEditorsPlace({ responses: [{ tool_calls: [call] }, "That was it."] }, async (place) => {
    place.write("a.txt", "one\ntwo\nthree\n");
    after(await playIn<Seen>(place, setup() + before + OPEN + lua), place);
  });
}

test.needing(
  NEOVIM,
  "a changed text goes into the file, undone by one u, and the model hears of it instead of a result",
  async () => {
    await scene<{ diff: boolean[]; heard: string; chat: string; undone: string; gone: boolean }>(
      EDIT,
      `
      local diff = {}
      for _, win in ipairs(vim.api.nvim_tabpage_list_wins(0)) do diff[#diff + 1] = vim.wo[win].diff end
      vim.api.nvim_buf_set_lines(0, 1, 2, false, { "zwei" })
      vim.cmd("write")
      H.wait("the end of its windows", gone)
      local words, chat = heard(), H.text()
      vim.cmd("wincmd t | edit a.txt")
      local now = lines()
      vim.cmd("undo")
      return { diff = diff, heard = words, chat = chat, undone = now .. "|" .. lines(), gone = gone() }
    `,
      (seen, place) => {
        equal(seen.diff, [true, true]);
        is(place.read("a.txt"), "one\nzwei\nthree\n");
        match(seen.heard, /The user changed this edit and has applied the changed version/);
        match(seen.heard, String.raw`-2\n+zwei\n`);
        match(seen.chat, /✓ Changed by you, and written/);
        match(seen.chat, /That was it/);
        is(seen.undone, "one\nzwei\nthree|one\ntwo\nthree");
      },
    );
  },
);

test.needing(NEOVIM, "a changed text makes a file that there was not, with its folder", async () => {
  await scene<string>(
    NEW,
    `
    vim.api.nvim_buf_set_lines(0, 0, 1, false, { "eins" })
    vim.cmd("wq")
    return heard()
  `,
    (heard, place) => {
      is(place.read("new/b.txt"), "eins\ntwo\n");
      match(heard, String.raw`-one\n+eins\n`);
    },
  );
});

test.needing(NEOVIM, "a text that is written as it is allows the tool", async () => {
  await scene<{ chat: string; tabs: number }>(
    EDIT,
    `
    vim.cmd("write")
    H.wait("the end of its windows", gone)
    heard()
    return { chat = H.text(), tabs = tabs }
  `,
    (seen, place) => {
      is(place.read("a.txt"), "one\n2\nthree\n");
      match(seen.chat, /✓ Allow once/);
      is(seen.tabs, 2);
    },
  );
});

test.needing(NEOVIM, "closing answers nothing, and neither does writing from another window", async () => {
  await scene<{ questions: number[]; notes: string[]; chat: string; loaded: number }>(
    NEW,
    `
    local questions = {}
    vim.api.nvim_buf_set_lines(0, 0, 1, false, { "eins" })
    vim.cmd("tabfirst | silent! wall")
    questions[1] = #H.chat().questions
    vim.cmd("tablast | silent! write other.txt")
    questions[2] = #H.chat().questions
    vim.cmd("quit!")
    H.wait("the end of its windows", gone)
    questions[3] = #H.chat().questions
    H.keys("ge")
    vim.cmd("quit")
    H.wait("the end of its windows", gone)
    questions[4] = #H.chat().questions
    vim.cmd("Ampd deny")
    H.wait_end()
    return { questions = questions, notes = H.notes, chat = H.text(), loaded = #vim.fn.getbufinfo("b.txt") }
  `,
    (seen, place) => {
      equal(seen.questions, [1, 1, 1, 1]);
      match(seen.notes.join("\n"), /only :w in its own window/);
      match(seen.notes.join("\n"), /written to its own file only/);
      match(seen.chat, /✗ Deny/);
      is(existsSync(join(place.cwd, "new")) || existsSync(join(place.cwd, "other.txt")), false);
    },
  );
});

const WRITE = (text: string): string =>
  `do local file = io.open("a.txt", "w") file:write(${JSON.stringify(text)}) file:close() end\n`;

test.needing(NEOVIM, "a file that has changed meanwhile is left as it is, and the question stays open", async () => {
  await scene<{ questions: number; notes: string[]; tabs: number }>(
    EDIT,
    `
    vim.api.nvim_buf_set_lines(0, 1, 2, false, { "zwei" })
    ${WRITE("other two\n")}
    vim.cmd("write")
    vim.cmd("quit!")
    H.wait("the end of its windows", gone)
    H.keys("ge")
    return { questions = #H.chat().questions, notes = H.notes, tabs = #vim.api.nvim_list_tabpages() }
  `,
    (seen, place) => {
      equal([seen.questions, seen.tabs], [1, 1]);
      match(seen.notes[0] ?? "", /a\.txt: nothing was accepted: the file has changed since the question was asked/);
      match(seen.notes[1] ?? "", /this cannot be changed here: the file has changed/);
      is(place.read("a.txt"), "other two\n");
    },
  );
});

test.needing(NEOVIM, "a file with unsaved changes here is not proposed for", async () => {
  await scene<{ tabs: number; notes: string[] }>(
    EDIT,
    "return { tabs = tabs, notes = H.notes }",
    (seen) => {
      is(seen.tabs, 1);
      match(seen.notes.join("\n"), /it has unsaved changes here; write or drop them first/);
    },
    `vim.cmd("edit a.txt") vim.api.nvim_buf_set_lines(0, 0, 1, false, { "mine" })\n`,
  );
});

test.needing(NEOVIM, "when the question is withdrawn, an unchanged text goes and a changed one stays", async () => {
  for (const isChanged of [false, true]) {
    await scene<{ isThere: boolean; name: string; notes: string[] }>(
      EDIT,
      `
      ${isChanged ? `vim.api.nvim_buf_set_lines(0, 1, 2, false, { "zwei" })` : ""}
      vim.cmd("Ampd cancel")
      H.wait_questions(0)
      H.wait_end()
      H.keys("<Esc>")
      local is_there = vim.api.nvim_buf_is_valid(proposed)
      if is_there then vim.cmd("silent! write") end
      return { isThere = is_there, name = is_there and vim.api.nvim_buf_get_name(proposed) or "", notes = H.notes }
    `,
      (seen, place) => {
        is(seen.isThere, isChanged);
        is(place.read("a.txt"), "one\ntwo\nthree\n");
        if (isChanged) match(seen.name, /\(settled\)$/);
        if (isChanged) match(seen.notes.join("\n"), /nothing was accepted: the question is settled/);
        else not.match(seen.notes.join("\n"), /accepted/);
      },
    );
  }
});

test.needing(NEOVIM, "where the file cannot be written, nothing is answered and its buffer is as it was", async () => {
  await scene<{ questions: number; notes: string[]; file: string; isChanged: boolean }>(
    EDIT,
    `
    vim.cmd("autocmd BufWritePre a.txt throw 'the disk is full'")
    vim.api.nvim_buf_set_lines(0, 1, 2, false, { "zwei" })
    vim.cmd("write")
    local file = vim.fn.bufnr("a.txt")
    return { questions = #H.chat().questions, notes = H.notes, file = lines(file), isChanged = vim.bo[file].modified }
  `,
    (seen) => {
      equal([seen.questions, seen.file, seen.isChanged], [1, "one\ntwo\nthree", false]);
      match(seen.notes.join("\n"), /nothing was accepted: .*the disk is full/);
    },
  );
});

const ALL = { name: "edit_file", input: { file_path: "a.txt", old_string: "o", new_string: "0", replace_all: true } };

/** What the file says, the call, and what the file says once the second line of the proposed text is another one. */
const TEXTS: readonly (readonly [string, string, unknown, string])[] = [
  ["CR LF stays", "one\r\ntwo\r\n", EDIT, "one\r\nzwei\r\n"],
  ["a byte order mark stays", "\uFEFFone\ntwo\n", EDIT, "\uFEFFone\nzwei\n"],
  ["a last line without an end gets one, as 'fixendofline' has it", "one\ntwo", EDIT, "one\nzwei\n"],
  ["every occurrence is replaced where the call says so", "one\ntwo\noo\n", ALL, "0ne\nzwei\n00\n"],
];
for (const [title, before, call, after] of TEXTS) {
  test.needing(NEOVIM, title, async () => {
    await scene<string>(
      call,
      `
      vim.api.nvim_buf_set_lines(0, 1, 2, false, { "zwei" })
      vim.cmd("write")
      return heard()
    `,
      (_, place) => {
        is(place.read("a.txt"), after);
      },
      WRITE(before).replace("\uFEFF", "\\239\\187\\191"),
    );
  });
}

test.run();
