/** The client in Emacs 30, besides the machine's own: turns, questions, forms, sessions, buffers, context, keys, and the wire. */
import { testInNewerEditor } from "../../support/editors/newer-editor.ts";
import { suite } from "../../support/suite.ts";

const test = suite("a newer Emacs");
const EDITOR = { name: "emacs", variable: "AMPD_TEST_EMACS", folder: "test/clients/emacs" } as const;

testInNewerEditor(test, EDITOR, [
  "the-emacs-client-runs-turns-in-a-real-ampd",
  "emacs-asks-before-anything-happens",
  "emacs-asks-for-input-in-a-form",
  "emacs-brings-sessions-back-with-their-history",
  "emacs-gives-its-buffers-to-agents-and-loses-no-change",
  "emacs-puts-what-is-at-hand-into-the-draft",
  "emacs-reads-messages-however-they-come",
  "emacs-works-by-keys-on-a-terminal",
]);

test.run();
