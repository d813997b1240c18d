/** What a workspace's own configuration would do is shown, and acts only once the user trusts it. */
import { suite } from "../../support/suite.ts";
import { EMACS, runErt } from "./run-emacs.ts";

const test = suite("Emacs's question of trust");

test.needing(EMACS, "it is about what is shown, and about nothing else", () => runErt("trust"));

test.run();
