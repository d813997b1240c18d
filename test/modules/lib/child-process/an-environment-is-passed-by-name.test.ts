import assert from "node:assert/strict";
import { childEnvironment } from "../../../../modules/lib/child-process/index.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("an environment is passed by name");
const SOURCE = { PATH: "/bin", LC_ALL: "C", ANTHROPIC_API_KEY: "secret", AWS_SECRET: "secret", lc_x: "x", PWD: "/old" };

test("what nobody named stays behind", () => {
  assert.deepEqual(childEnvironment({ cwd: "/w" }, SOURCE), { PATH: "/bin", LC_ALL: "C", PWD: "/w" });
});

test("what was named passes, and what was set wins", () => {
  const env = childEnvironment({ cwd: "/w", allow: ["AWS_SECRET", "NONE"], set: { PATH: "/mine", X: "1" } }, SOURCE);
  assert.deepEqual(env, { PATH: "/mine", LC_ALL: "C", AWS_SECRET: "secret", PWD: "/w", X: "1" });
});

test.run();
