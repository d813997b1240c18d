import * as assert from "uvu/assert";
import { type Command, childEnvironment, startGroup, withLimits } from "../../../../modules/lib/child-process/index.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("limits and input");
const shell = (line: string): Command => ({
  file: "/bin/sh",
  args: ["-c", line],
  cwd: "/",
  env: childEnvironment({ cwd: "/" }),
});

async function outputOf(command: Command, input?: string): Promise<{ text: string; code: number }> {
  const group = await startGroup(command);
  if (input !== undefined) group.stdin?.end(input);
  let text = "";
  for await (const chunk of group.stdout) text += chunk;
  return { text: text.trim(), code: (await group.exited).code };
}

test("limits are set in the command and in what it starts; without any it is as it was", async () => {
  const command = shell("ulimit -v; sh -c 'ulimit -v'");
  assert.equal(await outputOf(withLimits(command, { memoryMb: 4096, processes: null })), {
    text: "4194304\n4194304",
    code: 0,
  });
  assert.is(withLimits(command, { memoryMb: null, processes: null }), command);
  const bash = { ...shell("ulimit -u"), file: "/bin/bash" };
  assert.equal(await outputOf(withLimits(bash, { memoryMb: null, processes: 5000 })), { text: "5000", code: 0 });
});

test("words are handed on as they are", async () => {
  const command = { ...shell(""), file: "/bin/echo", args: ["a b", "$(x)", "'"] };
  assert.is((await outputOf(withLimits(command, { memoryMb: 4096, processes: null }))).text, "a b $(x) '");
});

test("an input stays open where it is wanted, and is empty elsewhere", async () => {
  assert.is((await outputOf({ ...shell("cat"), hasInput: true }, "hello")).text, "hello");
  assert.is((await outputOf(shell("cat"))).text, "");
});

test.run();
