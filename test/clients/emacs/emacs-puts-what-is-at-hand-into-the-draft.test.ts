/** Context for a prompt, completion in the draft, the model and the mode. */
import { suite } from "../../support/suite.ts";
import { EMACS, runErt } from "./run-emacs.ts";

const test = suite("Emacs's context");

test.needing(EMACS, "region, function, file, diagnostics, completion, menu", () => runErt("context"));

test.run();
