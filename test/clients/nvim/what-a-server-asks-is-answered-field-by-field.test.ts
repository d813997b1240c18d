/** A form and a page of a real MCP server: shown in the chat, and answered when the person wants to. */
import { equal, is, match } from "uvu/assert";
import { goodServer } from "../../support/mcp/servers.ts";
import { suite } from "../../support/suite.ts";
import { NEOVIM, play } from "./run-nvim.ts";

const test = suite("nvim: input");
const profile = {
  tools: [{ module: "tool-mcp", config: { servers: { good: { ...goodServer, start_timeout: 50 } }, start_wait: 50 } }],
};

interface Seen {
  readonly text: string;
  readonly asked: readonly string[];
  readonly questions: number;
  readonly answer: { readonly output: string };
}

/** Lua that calls the server's tool, and answers with what stands in `lines` and `choices`. */
const SCENE = (input: string, choices: string, lines: string): string => `
  local answer, asked, choices, lines = nil, {}, ${choices}, ${lines}
  vim.ui.select = function(items, options, on_choice)
    asked[#asked + 1] = options.prompt
    on_choice(items[table.remove(choices, 1)])
  end
  vim.ui.input = function(options, on_line)
    asked[#asked + 1] = options.prompt
    local line = table.remove(lines, 1)
    on_line(line ~= "<Esc>" and line or nil)
  end
  H.chat().session:request("tool/call", { name = "mcp_good_ask", input = ${input} }, function(err, result) answer = err or result end)
  H.wait_questions(1)
  vim.cmd("Ampd approvals")
  vim.cmd("Ampd approve")
  H.wait_text("asks you")
  local text, questions = H.text(), require("ampd").state().questions
  while not answer do
    if #choices > 0 then vim.cmd("Ampd answer") end
    H.wait("the answer", function() return answer or #choices > 0 end)
  end
  return { text = text, asked = asked, questions = questions, answer = answer }
`;

test.needing(
  NEOVIM,
  "a form: what was put off is asked again, a number is a number, an optional field may be left out",
  async () => {
    const seen = await play<Seen>({ profile }, SCENE("vim.empty_dict()", "{ 1, 1 }", '{ "<Esc>", "Ann", "x", "9" }'));
    match(seen.text, /\? mcp:good asks you: Who are you\?\n {2}:Ampd answer/);
    is(seen.questions, 1);
    equal(JSON.parse(seen.answer.output), { action: "accept", content: { name: "Ann", age: 9 } });
  },
);

test.needing(NEOVIM, "a page: its address is shown, and it may be declined", async () => {
  const url = "http://127.0.0.1/sign-in";
  const seen = await play<Seen>({ profile }, SCENE(`{ url = "${url}" }`, "{ 2 }", "{}"));
  match(seen.text, `\n  ${url}\n`);
  equal(seen.asked, ["mcp:good asks: Sign in."]);
  equal(JSON.parse(seen.answer.output), { action: "decline" });
});

test.run();
