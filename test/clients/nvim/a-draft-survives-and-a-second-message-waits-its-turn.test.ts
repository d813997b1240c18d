/** While a turn runs: cancelling keeps what is being written, a second message is queued or steers, and errors give the text back. */
import { equal, is, match, not } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { inEditorsPlace, NEOVIM, play, playIn } from "./run-nvim.ts";

const test = suite("nvim: while a turn runs");
const SLOW = { text: "slow", delay_ms: 900_000 };
const ASKS = { tool_calls: [{ name: "bash", input: { command: "touch one.txt" } }] };

test.needing(NEOVIM, "cancelling ends the turn and keeps the draft", async () => {
  const seen = await play<{ prompt: string; text: string; reason: string }>(
    { responses: [SLOW] },
    `
    local reason
    vim.api.nvim_create_autocmd("User", { pattern = "AmpdTurnEnd", callback = function() reason = vim.g.ampd_event.stop_reason end })
    H.say("Go.")
    H.type("a draft,\\nin two lines")
    vim.cmd("Ampd cancel")
    H.wait("the end", function() return reason ~= nil end)
    return { prompt = H.prompt(), text = H.text(), reason = reason }
  `,
  );
  is(seen.prompt, "a draft,\nin two lines");
  is(seen.reason, "cancelled");
  match(seen.text, /— cancelled/);
});

test.needing(NEOVIM, "a second message is queued and run after the first", async () => {
  const seen = await play<{ text: string; prompt: string; queued: number }>(
    { responses: [ASKS, "First.", "Second."] },
    `
    H.say("One.")
    H.wait_questions(1)
    H.type("Two.")
    vim.cmd("Ampd send")
    H.wait_text("Queued")
    local prompt, queued = H.prompt(), require("ampd").state().queued
    vim.cmd("Ampd approve")
    H.wait_text("Second%.")
    H.wait_end()
    return { text = H.text(), prompt = prompt, queued = queued }
  `,
  );
  equal([seen.prompt, seen.queued], ["", 1]);
  match(seen.text, /## You\nOne\.[\s\S]*First\.[\s\S]*## You\nTwo\.[\s\S]*Second\./);
});

test.needing(NEOVIM, "a second message may go into the running turn", async () => {
  const seen = await play<string>(
    { responses: [ASKS, "Steered."] },
    `
    H.say("One.")
    H.wait_questions(1)
    H.type("And this.")
    vim.cmd("Ampd steer")
    H.wait_text("Sent into the running turn")
    vim.cmd("Ampd approve")
    H.wait_text("Steered%.")
    return H.text()
  `,
  );
  match(seen, /## You\nAnd this\.[\s\S]*Steered\./);
});

test.needing(NEOVIM, "what could not be sent stays in the prompt, and the reason is shown", async () => {
  await inEditorsPlace({}, async (place) => {
    const seen = await playIn<{ prompt: string; text: string }>(
      place,
      `
      require("ampd").setup({ cmd = "no-such-ampd" })
      vim.cmd("Ampd open")
      H.type("Hello?")
      vim.cmd("Ampd send")
      H.wait_text("cannot be run.*cannot be run")
      return { prompt = H.prompt(), text = H.text() }
    `,
    );
    is(seen.prompt, "Hello?");
    match(
      seen.text,
      /Error \(start-failed\): The option `cmd` names "no-such-ampd", which cannot be run\.\n:checkhealth ampd/,
    );
  });
});

test.needing(NEOVIM, "an ampd that dies says so, and the next message goes on with the session", async () => {
  const seen = await play<{ text: string; pids: number[] }>(
    { responses: [ASKS] },
    `
    H.say("Go.")
    H.wait_questions(1)
    local first = H.ampd_pid()
    vim.loop.kill(first, "sigkill")
    H.wait_text("process%-died")
    H.wait_questions(0)
    H.say("Again.")
    H.wait_questions(1)
    return { text = H.text(), pids = { first, H.ampd_pid() } }
  `,
  );
  match(seen.text, /– withdrawn/);
  match(seen.text, /Error \(process-died\): ampd .* ended with exit code 137/);
  match(seen.text, /## You\nAgain\.[\s\S]*\[1\] Allow once/);
  not.equal(seen.pids[0], seen.pids[1]);
});

test.needing(NEOVIM, "a command behind a slash is run, and an unknown one is not sent", async () => {
  const seen = await play<{ prompt: string; notes: string[]; filetype: string }>(
    {},
    `
    vim.cmd("Ampd open")
    H.type("/modle")
    vim.cmd("Ampd send")
    local prompt = H.prompt()
    H.type("/log")
    vim.cmd("Ampd send")
    return { prompt = prompt, notes = H.notes, filetype = vim.bo.buftype }
  `,
  );
  is(seen.prompt, "/modle");
  match(seen.notes.join("\n"), /unknown command "modle"; did you mean "mode(l)?"\?/);
});

test.needing(NEOVIM, "a path at the beginning is no command", async () => {
  const seen = await play<string[]>(
    {},
    `
    local sent, prompts = H.without_ampd(), {}
    H.chat().session:adopt()
    for index, text in ipairs({ "/log/app.txt has an error", "/stop.sh fails", "/usr/bin is a folder", "/log\\nand more" }) do
      H.chat().session.is_busy = false
      H.type(text)
      vim.cmd("Ampd send")
      prompts[index] = sent[index] and sent[index].params.prompt or "nothing"
    end
    return prompts
  `,
  );
  equal(seen, ["/log/app.txt has an error", "/stop.sh fails", "/usr/bin is a folder", "/log\nand more"]);
});

test.needing(
  NEOVIM,
  "while ampd starts, a second Enter sends nothing twice, and cancelling sends nothing",
  async () => {
    const seen = await play<{ sent: string[][]; prompts: string[]; notes: string[]; text: string }>(
      {},
      `
    local sent, seen = H.without_ampd(), { {}, {} }
    local prompts = {}
    local function methods(into)
      for _, request in ipairs(sent) do into[#into + 1] = request.method end
    end
    vim.cmd("Ampd open")
    H.type("Hello.")
    vim.cmd("Ampd send")
    vim.cmd("Ampd cancel")
    local noted = H.text()
    sent[1].callback(nil, {})
    prompts[1] = H.prompt()
    methods(seen[1])
    vim.cmd("Ampd new")
    H.type("Hello.")
    vim.cmd("Ampd send")
    vim.cmd("Ampd send")
    sent[2].callback(nil, {})
    vim.cmd("Ampd send")
    methods(seen[2])
    H.chat().session:hear("prompt:submit", { turn_id = sent[3].params.turnId, prompt = "Hello." })
    prompts[2] = H.prompt()
    return { sent = seen, prompts = prompts, notes = H.notes, text = noted }
  `,
    );
    equal(seen.sent, [["session/create"], ["session/create", "session/create", "session/execute"]]);
    equal([seen.prompts, seen.notes], [["Hello.", ""], []]);
    match(seen.text, /Not sent: it was cancelled/);
  },
);

test.run();
