/** Framing and JSON-RPC, without a server. */
import { suite } from "../../support/suite.ts";
import { EMACS, runErt } from "./run-emacs.ts";

const test = suite("Emacs's connection");

test.needing(EMACS, "lines, faults and late answers", () => runErt("wire"));

test.run();
