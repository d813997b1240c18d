/** The plugin in Neovim 0.10, besides the machine's own: turns, questions, sessions, buffers, keys, and what the server asks. */
import { testInNewerEditor } from "../../support/editors/newer-editor.ts";
import { suite } from "../../support/suite.ts";

const test = suite("a newer Neovim");
const EDITOR = { name: "neovim", variable: "AMPD_TEST_NVIM", folder: "test/clients/nvim" } as const;

testInNewerEditor(test, EDITOR, [
  "a-whole-turn-is-shown-with-its-tool-question-and-edit",
  "a-person-gets-by-with-keys-alone",
  "questions-are-answered-where-they-are-shown",
  "no-question-is-answered-unseen",
  "a-chat-outlives-its-buffers",
  "sessions-come-back-with-their-history",
  "unsaved-buffers-are-read-and-never-clobbered",
  "what-a-server-asks-is-answered-field-by-field",
  "options-are-checked-and-words-completed",
]);

test.run();
