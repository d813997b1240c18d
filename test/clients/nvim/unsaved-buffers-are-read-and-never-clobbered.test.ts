/** The editor's own tools: they see unsaved text, edit through the buffer, refuse what does not fit, and leave what is not theirs. */
import { equal, is, match, not } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { inEditorsPlace, NEOVIM, playIn, setup, type Workplace } from "./run-nvim.ts";

const test = suite("nvim: the editor's tools");

/** Lua that calls a tool as a model would, and allows it. */
const CALL = `
  vim.o.hidden = true
  local function call(name, input)
    local seen
    H.chat().session:request("tool/call", { name = name, input = input }, function(err, result) seen = err or result end)
    H.wait("the question", function() return seen ~= nil or #H.chat().questions > 0 end)
    if #H.chat().questions > 0 then
      asked = H.text()
      local win = vim.api.nvim_get_current_win()
      vim.cmd("Ampd approvals")
      vim.cmd("Ampd approve")
      vim.api.nvim_set_current_win(win)
    end
    H.wait("the answer of " .. name, function() return seen ~= nil end)
    return seen
  end
  local function lines() return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\\n") end
`;

interface Result {
  readonly success: boolean;
  readonly output: Readonly<Record<string, unknown>>;
  readonly error?: { readonly kind: string; readonly message: string };
}

async function scene<Seen>(
  files: Record<string, string>,
  lua: string,
  after: (seen: Seen, place: Workplace) => void,
): Promise<void> {
  await inEditorsPlace({}, async (place) => {
    for (const [name, text] of Object.entries(files)) place.write(name, text);
    after(await playIn<Seen>(place, setup() + CALL + lua), place);
  });
}

test.needing(NEOVIM, "open files are listed, and read with their unsaved text", async () => {
  await scene<{ list: Result; read: Result; other: Result }>(
    { "a.txt": "saved\n", "b.txt": "b\n" },
    `
    vim.cmd("edit a.txt")
    vim.api.nvim_buf_set_lines(0, 0, -1, false, { "unsaved", "text" })
    return { list = call("editor_buffers", vim.empty_dict()), read = call("editor_read", { path = "a.txt" }),
      other = call("editor_read", { path = "b.txt" }) }
  `,
    ({ list, read, other }) => {
      const [buffer] = list.output.buffers as Record<string, unknown>[];
      equal([buffer?.modified, buffer?.lines, buffer?.current], [true, 2, true]);
      is(read.output.content, "unsaved\ntext");
      is(read.output.modified, true);
      is(other.success, false);
      match(other.error?.message ?? "", /b\.txt is not open in the editor; use the tools for files/);
    },
  );
});

test.needing(NEOVIM, "an edit of a clean buffer is saved, shown as a diff first, and undone by one u", async () => {
  await scene<{ edit: Result; asked: string; after: string; undone: string }>(
    { "a.txt": "one\ntwo\nthree\nfour\n" },
    `
    vim.cmd("edit a.txt")
    local hash = call("editor_read", { path = "a.txt" }).output.hash
    local edit = call("editor_edit", { path = "a.txt", base_hash = hash, edits = {
      { old_text = "two", new_text = "2" }, { old_text = "four\\n", new_text = "4\\n5\\n" } } })
    local shown, after = asked, lines()
    vim.cmd("undo")
    return { edit = edit, asked = shown, after = after, undone = lines() }
  `,
    ({ edit, asked, after, undone }, place) => {
      is(edit.output.saved, true, JSON.stringify(edit));
      match(asked, /\n {2}-two\n {2}\+2\n/);
      is(after, "one\n2\nthree\n4\n5");
      is(place.read("a.txt"), "one\n2\nthree\n4\n5\n");
      is(undone, "one\ntwo\nthree\nfour");
    },
  );
});

test.needing(NEOVIM, "an edit of a buffer with unsaved changes keeps them, and is not saved", async () => {
  await scene<{ edit: Result; after: string; undone: string }>(
    { "a.txt": "one\ntwo\n" },
    `
    vim.cmd("edit a.txt")
    vim.api.nvim_buf_set_lines(0, 0, 1, false, { "mine" })
    local hash = call("editor_read", { path = "a.txt" }).output.hash
    local edit = call("editor_edit", { path = "a.txt", base_hash = hash, edits = { { old_text = "two", new_text = "2" } } })
    local after = lines()
    vim.cmd("undo")
    return { edit = edit, after = after, undone = lines() }
  `,
    ({ edit, after, undone }, place) => {
      is(edit.success, true);
      is(edit.output.saved, false);
      match(String(edit.output.note), /unsaved changes before/);
      is(after, "mine\n2");
      is(undone, "mine\ntwo");
      is(place.read("a.txt"), "one\ntwo\n");
    },
  );
});

/** What is done between the read and the edit, and why the edit is refused. */
const REFUSALS: readonly (readonly [string, string, string, string])[] = [
  ["the user typed", 'vim.api.nvim_buf_set_lines(0, 0, 1, false, { "typed" })', "two", "changed"],
  ["the file changed on disk", 'local f = io.open("a.txt", "w") f:write("other two\\n") f:close()', "two", "changed"],
  ["the text does not occur", "", "absent", "no-match"],
  ["the text occurs twice", "", "o", "ambiguous"],
];
for (const [title, between, old, kind] of REFUSALS) {
  test.needing(NEOVIM, `an edit is refused when ${title}`, async () => {
    await scene<{ edit: Result; before: string; after: string }>(
      { "a.txt": "one\ntwo\n" },
      `
      vim.cmd("edit a.txt")
      local hash = call("editor_read", { path = "a.txt" }).output.hash
      ${between}
      local before = lines()
      local edit = call("editor_edit", { path = "a.txt", base_hash = hash, edits = { { old_text = "${old}", new_text = "x" } } })
      return { edit = edit, before = before, after = lines() }
    `,
      ({ edit, before, after }) => {
        is(edit.success, false);
        is(edit.error?.kind, kind);
        if (kind !== "changed" || title === "the user typed") is(after, before);
        not.match(after, /x/);
      },
    );
  });
}

test.needing(NEOVIM, "diagnostics and the selection are told", async () => {
  await scene<{ diagnostics: Result; selection: Result }>(
    { "a.txt": "one\ntwo\nthree\n" },
    `
    vim.cmd("edit a.txt")
    local place = vim.api.nvim_create_namespace("test")
    vim.diagnostic.set(place, 0, { { lnum = 1, col = 2, message = "bad", severity = vim.diagnostic.severity.WARN, source = "lint" } })
    vim.cmd("normal! 2GVj\\27")
    return { diagnostics = call("editor_diagnostics", { path = "a.txt" }), selection = call("editor_selection", vim.empty_dict()) }
  `,
    ({ diagnostics, selection }) => {
      const [first] = diagnostics.output.diagnostics as Record<string, unknown>[];
      equal([first?.line, first?.column, first?.severity, first?.message], [2, 3, "warning", "bad"]);
      equal(selection.output.selection, { first_line: 2, last_line: 3, text: "two\nthree" });
    },
  );
});

test.needing(
  NEOVIM,
  "a tool's write to disk reloads a clean buffer, and leaves one with changes, with a notice",
  async () => {
    const write = (name: string): unknown => ({
      name: "write_file",
      input: { file_path: name, content: "from the tool, longer\n" },
    });
    const profile = {
      hooks: [{ module: "hooks-approval", config: { mode: "accept-edits" } }],
      tools: [{ module: "tool-filesystem", config: { require_read_before_write: false } }],
    };
    await inEditorsPlace(
      { responses: [{ tool_calls: [write("clean.txt"), write("dirty.txt")] }, "ok"], profile },
      async (place) => {
        place.write("clean.txt", "old\n");
        place.write("dirty.txt", "old\n");
        const seen = await playIn<{ clean: string; dirty: string; text: string }>(
          place,
          `${setup()}
      vim.o.hidden = true
      vim.cmd("edit dirty.txt")
      vim.api.nvim_buf_set_lines(0, 0, -1, false, { "mine" })
      vim.cmd("edit clean.txt")
      local clean = vim.api.nvim_get_current_buf()
      H.say("Write both.")
      H.wait_text("left as it is")
      local function text(buf) return table.concat(vim.api.nvim_buf_get_lines(buf, 0, -1, false), "\\n") end
      -- Both files are written at the same time; either may be heard of first.
      H.wait("the new text", function() return text(clean) ~= "old" end)
      return { clean = text(clean), dirty = text(vim.fn.bufnr("dirty.txt")), text = H.text() }
    `,
        );
        is(seen.clean, "from the tool, longer");
        is(seen.dirty, "mine");
        match(seen.text, /dirty\.txt has changed on disk, and has unsaved changes here/);
      },
    );
  },
);

test.run();
