/** Questions in the chat: whole, several at a time, by key and by button, with a view of the change. */
import { suite } from "../../support/suite.ts";
import { EMACS, runErt } from "./run-emacs.ts";

const test = suite("Emacs's questions");

test.needing(EMACS, "each is whole, and takes no key but on itself", () => runErt("approvals"));

test.run();
