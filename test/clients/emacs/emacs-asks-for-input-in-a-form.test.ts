/** What a server wants from the user: forms and pages. */
import { suite } from "../../support/suite.ts";
import { EMACS, runErt } from "./run-emacs.ts";

const test = suite("Emacs's forms");

test.needing(EMACS, "they are filled in, declined, opened and withdrawn", () => runErt("forms"));

test.run();
