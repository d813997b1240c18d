/** ampd that is missing, does not start, or is killed. */
import { suite } from "../../support/suite.ts";
import { EMACS, runErt } from "./run-emacs.ts";

const test = suite("Emacs without ampd");

test.needing(EMACS, "it says why, what to do, and keeps the draft", () => runErt("starting"));

test.run();
