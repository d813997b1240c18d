/** The list of stored sessions: brought back, forked, deleted. */
import { suite } from "../../support/suite.ts";
import { EMACS, runErt } from "./run-emacs.ts";

const test = suite("Emacs's sessions");

test.needing(EMACS, "they come back with what was said", () => runErt("sessions"));

test.run();
