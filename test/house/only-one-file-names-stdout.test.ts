import * as assert from "uvu/assert";
import { sourceFiles } from "../support/source-files.ts";
import { suite } from "../support/suite.ts";

const test = suite("stdout");

test("belongs to the protocol: one file of the server names it", () => {
  const files = sourceFiles([".ts"], ["bin", "server", "kernel", "modules", "protocol"]);
  const naming = files.filter(({ text }) => /process\.stdout|stdout: output/.test(text)).map(({ path }) => path);
  assert.equal(naming, ["server/cli/run-ampd.ts"]);
});

test.run();
