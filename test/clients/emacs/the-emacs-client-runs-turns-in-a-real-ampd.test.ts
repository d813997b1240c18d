/** A turn with a tool call, an approval and an edit, in a chat buffer. */
import { suite } from "../../support/suite.ts";
import { EMACS, runErt } from "./run-emacs.ts";

const test = suite("the Emacs client");

test.needing(EMACS, "a whole turn is shown, asked about and carried out", () => runErt("a-turn"));

test.run();
