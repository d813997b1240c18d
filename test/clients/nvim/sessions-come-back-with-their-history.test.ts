/** Stored sessions: listed, resumed with all that was said, forked; and what of a live one can be changed. */
import { equal, is, match, not } from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { inEditorsPlace, NEOVIM, play, playIn, setup } from "./run-nvim.ts";

const test = suite("nvim: sessions");
const RESPONSES = [
  { thinking: "Hm.", text: "I look.", tool_calls: [{ name: "bash", input: { command: "echo seen" } }] },
  "First answer.",
  "Second answer.",
];

test.needing(NEOVIM, "another editor resumes the last session, sees its history, and goes on", async () => {
  await inEditorsPlace({ responses: RESPONSES }, async (place) => {
    const first = await playIn<string>(
      place,
      `${setup()}
      H.say("Look.")
      H.wait_questions(1)
      vim.cmd("Ampd approve")
      H.wait_text("First answer")
      H.wait_end()
      return H.chat().session.id
    `,
    );
    const seen = await playIn<{ id: string; history: string; folds: string[]; text: string }>(
      place,
      `${setup()}
      vim.cmd("Ampd resume")
      H.wait("the session", function()
        local chat = require("ampd.chats").current_or_none()
        return chat and chat.session.is_live
      end)
      local history, folds = H.text(), H.closed_folds()
      H.say("And now?")
      H.wait_questions(1)
      return { id = H.chat().session.id, history = history, folds = folds, text = H.text() }
    `,
    );
    is(seen.id, first);
    match(
      seen.history,
      /^## You\nLook\.\n\n## ampd\n\nThinking\nHm\.\n\nI look\.\n\n✓ bash echo seen\nseen\n\nFirst answer\.$/,
    );
    equal(seen.folds.length, 2);
    match(seen.text, /First answer\.\n\n## You\nAnd now\?[\s\S]*I look\.[\s\S]*\[1\] Allow once/);
  });
});

test.needing(NEOVIM, "sessions of this directory are listed, and one is chosen", async () => {
  await inEditorsPlace({ responses: ["One.", "Two."] }, async (place) => {
    const seen = await playIn<{ items: string[]; text: string }>(
      place,
      `${setup()}
      H.say("First session")
      H.wait_end()
      vim.cmd("Ampd new")
      H.say("Second session")
      H.wait_end()
      local items = {}
      vim.ui.select = function(sessions, options, on_choice)
        for index, session in ipairs(sessions) do
          items[index] = options.format_item(session)
          if items[index]:find("First session") then chosen = session end
        end
        on_choice(chosen)
      end
      vim.cmd("Ampd sessions")
      H.wait("the list", function() return #items > 0 end)
      H.wait_text("First session")
      return { items = items, text = H.text() }
    `,
    );
    is(seen.items.length, 2);
    match(seen.items[0] ?? "", /Second session \(1 turns, idle\)/);
    match(seen.text, /First session/);
    not.match(seen.text, /Second session/);
  });
});

test.needing(NEOVIM, "a fork goes on in a copy", async () => {
  const seen = await play<{ ids: string[]; text: string }>(
    { responses: ["One.", "Two."] },
    `
    H.say("First.")
    H.wait_end()
    local first = H.chat().session.id
    vim.cmd("Ampd fork")
    H.wait("the copy", function() return H.chat().session.id ~= first and H.text():find("Forked behind turn 1") end)
    H.say("Second.")
    H.wait_end()
    return { ids = { first, H.chat().session.id }, text = H.text() }
  `,
  );
  not.equal(seen.ids[0], seen.ids[1]);
  match(seen.text, /## You\nFirst\.[\s\S]*One\.[\s\S]*Forked behind turn 1\.[\s\S]*## You\nSecond\./);
});

test.needing(NEOVIM, "model and mode are chosen from what there is, a profile begins a session", async () => {
  const seen = await play<{
    choices: Record<string, string[]>;
    state: { model?: string; mode?: string };
    profile: string;
  }>(
    {},
    `
    vim.cmd("Ampd open")
    local choices = {}
    vim.ui.select = function(items, options, on_choice)
      local labels = {}
      for index, item in ipairs(items) do labels[index] = (options.format_item or tostring)(item) end
      choices[options.prompt] = labels
      on_choice(items[options.prompt == "Mode" and 3 or 1])
    end
    vim.cmd("Ampd model")
    H.wait("the model", function() return (require("ampd").state() or {}).model end)
    vim.cmd("Ampd mode")
    H.wait("the mode", function() return require("ampd").state().mode == "read-only" end)
    local state = require("ampd").state()
    vim.cmd("Ampd profile")
    H.wait("the profiles", function() return choices.Profile end)
    return { choices = choices, state = state, profile = H.chat().session.profile }
  `,
  );
  match(seen.choices.Model?.[0] ?? "", /mock {2}Mock \(offline\) \(default\)/);
  equal(seen.choices.Mode, ["ask", "accept-edits", "read-only", "plan", "yolo"]);
  equal([seen.state.model, seen.state.mode], ["mock-1", "read-only"]);
  match(seen.choices.Profile?.join("\n") ?? "", /^demo /m);
  is(seen.choices.Profile?.[0]?.startsWith(seen.profile), true);
});

test.run();
