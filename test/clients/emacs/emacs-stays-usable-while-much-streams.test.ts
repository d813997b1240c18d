/** Twenty thousand pieces, lines that are too long, much output. */
import { suite } from "../../support/suite.ts";
import { EMACS, runErt } from "./run-emacs.ts";

const test = suite("Emacs under load");

/** What a slow machine is busy with for long, by a part of the names of its tests. */
const LONG = ['"room-for-keys"', '"cost-what-is-shown"'];

for (const part of LONG) test.needing(EMACS, `it leaves room: ${part}`, () => runErt("streaming", part));

test.needing(EMACS, "it shows what a person can read", () => runErt("streaming", `(not (or ${LONG.join(" ")}))`));

test.run();
