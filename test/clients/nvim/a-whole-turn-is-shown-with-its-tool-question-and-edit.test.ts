/** A turn with a thought, a question about a write, the write itself, and the answer. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { equal, is, match, not, ok } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { inEditorsPlace, NEOVIM, playIn, setup } from "./run-nvim.ts";

const test = suite("nvim: a turn");
const RESPONSES = [
  {
    thinking: "A file is wanted.\nI write it.",
    text: "I will write it.",
    tool_calls: [{ name: "write_file", input: { file_path: "a.txt", content: "hello\nworld\n" } }],
  },
  "It is **done**.",
];

interface Seen {
  readonly asked: string;
  readonly after: string;
  readonly folds: readonly string[];
  readonly events: readonly string[];
  readonly edited: string;
  readonly state: { readonly busy: boolean; readonly tokens: number };
  readonly prompt: string;
}

const SCENE = `
  local events = {}
  vim.api.nvim_create_autocmd("User", { pattern = "Ampd*", callback = function(event)
    events[#events + 1] = event.match
    if event.match == "AmpdFileEdited" then edited = vim.g.ampd_event.path end
  end })
  H.say("Write a file.")
  H.wait_questions(1)
  local asked = H.text()
  H.enter_question()
  H.keys("1")
  H.wait_end()
  return { asked = asked, after = H.text(), folds = H.closed_folds(), events = events, edited = edited,
    state = require("ampd").state(), prompt = H.prompt() }
`;

test.needing(NEOVIM, "from the prompt to the file", async () => {
  await inEditorsPlace({ responses: RESPONSES }, async (place) => {
    const seen = await playIn<Seen>(place, setup() + SCENE);
    match(
      seen.asked,
      /^## You\nWrite a file\.\n\n## ampd\n\nThinking\nA file is wanted\.\nI write it\.\n\nI will write it\./,
    );
    match(seen.asked, /\? write_file wants to run on .*a\.txt/);
    match(seen.asked, /\n {2}\+hello\n {2}\+world\n/);
    match(seen.asked, /\[1\] Allow once\n.*\n.*\n {2}\[4\] Deny/);
    match(seen.after, /✓ Allow once/);
    match(seen.after, /✓ write_file a\.txt\n/);
    match(seen.after, /\n\nIt is \*\*done\*\*\.\n\n— .* in, .* out$/);
    not.match(seen.after, /\[1\] Allow once/);
    equal(
      seen.folds.map((line) => line.slice(0, 12)),
      ["Thinking", "✓ write_file", "✓ Allow once"],
    );
    is(place.read("a.txt"), "hello\nworld\n");
    is(seen.edited, join(place.cwd, "a.txt"));
    equal([...new Set(seen.events)], ["AmpdSession", "AmpdTurnStart", "AmpdApproval", "AmpdFileEdited", "AmpdTurnEnd"]);
    is(seen.state.busy, false);
    ok(seen.state.tokens > 0);
    is(seen.prompt, "");
    ok(existsSync(join(place.directory, "ampd", "sessions")));
  });
});

test.run();
