/** Buffers as tools of an agent, and buffers whose files an agent changes. */
import { suite } from "../../support/suite.ts";
import { EMACS, runErt } from "./run-emacs.ts";

const test = suite("Emacs's buffers");

test.needing(EMACS, "they are read, edited with undo, and refused when they are not what was read", () =>
  runErt("editor-tools"),
);
test.needing(EMACS, "clean ones follow their files, and others are left alone", () => runErt("reload"));

test.run();
