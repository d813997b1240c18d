/** What is typed while a turn runs: kept, queued, or steered with. */
import { suite } from "../../support/suite.ts";
import { EMACS, runErt } from "./run-emacs.ts";

const test = suite("Emacs's draft");

test.needing(EMACS, "it is kept, queued, steered with and undone", () => runErt("draft"));

test.run();
