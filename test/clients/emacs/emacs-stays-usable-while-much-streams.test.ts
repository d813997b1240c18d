/** Twenty thousand pieces, lines that are too long, much output. */
import { suite } from "../../support/suite.ts";
import { EMACS, runErt } from "./run-emacs.ts";

const test = suite("Emacs under load");

test.needing(EMACS, "it lets keys through, and shows what a person can read", () => runErt("streaming"));

test.run();
