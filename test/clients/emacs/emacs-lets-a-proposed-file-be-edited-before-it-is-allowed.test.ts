/** A file as the agent wants it, in a buffer: edited, accepted, left, refused when it is made for another text. */
import { suite } from "../../support/suite.ts";
import { EMACS, runErt } from "./run-emacs.ts";

const test = suite("Emacs's proposed files");

test.needing(EMACS, "the user's text gets into the file, and the agent hears of it", () => runErt("amending"));

test.run();
