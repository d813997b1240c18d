import assert from "node:assert/strict";
import { realpathSync } from "node:fs";
import { suite } from "../../support/suite.ts";
import { outputOf } from "../tool-fixture.ts";
import { type BashOutput, bashOutput, withBash } from "./bash-fixture.ts";

const test = suite("a command runs and tells how it ended");

const ROWS: readonly (readonly [line: string, expected: Partial<BashOutput>])[] = [
  ["echo hello", { stdout: "hello\n", stderr: "", returncode: 0, truncated: false }],
  ["echo out; echo err >&2", { stdout: "out\n", stderr: "err\n", returncode: 0 }],
  ["exit 3", { returncode: 3 }],
  ["echo some; false", { stdout: "some\n", returncode: 1 }],
  ["kill -TERM $$", { returncode: 143 }],
  ["no-such-program-anywhere", { returncode: 127 }],
  ["echo 'unclosed", { returncode: 2 }],
  ["cat; echo end of input", { stdout: "end of input\n", returncode: 0 }],
  ["[[ a == a ]] && echo bash", { stdout: "bash\n", returncode: 0 }],
  ["printf 'a\\0b'", { stdout: "a\0b", returncode: 0 }],
];
for (const [line, expected] of ROWS) {
  test(JSON.stringify(line), () =>
    withBash({}, async ({ call }) => {
      const result = await call("bash", { command: line });
      const output = bashOutput(result);
      assert.deepEqual({ ...output, ...expected }, output);
      assert.equal(result.success, output.returncode === 0);
      if (!result.success) assert.match(result.error?.message ?? "", new RegExp(`exit code ${output.returncode}`));
    }),
  );
}

test("it runs in the working directory, and nothing is kept for the next one", () =>
  withBash({}, async ({ call, folder }) => {
    const first = outputOf<BashOutput>(await call("bash", { command: "pwd; x=1; cd /" }));
    assert.equal(first.stdout, `${folder}\n`);
    const second = outputOf<BashOutput>(await call("bash", { command: 'pwd; echo "x=$x"' }));
    assert.equal(second.stdout, `${folder}\nx=\n`);
  }));

test("working_dir may name another folder; one that is not there is told", async () => {
  await withBash({ working_dir: "/" }, async ({ call }) => {
    assert.equal(outputOf<BashOutput>(await call("bash", { command: "pwd" })).stdout, `${realpathSync("/")}\n`);
  });
  await withBash({ working_dir: "none" }, async ({ call }) => {
    const { error } = await call("bash", { command: "pwd" });
    assert.equal(error?.kind, "not-found");
    assert.match(error.message, /none/);
  });
});

test("output comes while the command runs, each stream by itself, and no character is split", () =>
  withBash({}, async ({ call, output }) => {
    // Each half of a character is written by itself; a pipe joins what is not read yet, so both ways are seen in time.
    const line = "for i in 1 2 3 4 5; do printf '\\xe2\\x82'; printf '\\xac'; printf e >&2; done";
    const result = outputOf<BashOutput>(await call("bash", { command: line }));
    const streamed = (stream: string): string =>
      output.flatMap((piece) => (piece.stream === stream ? [piece.text] : [])).join("");
    assert.deepEqual([streamed("stdout"), streamed("stderr")], ["€€€€€", "eeeee"]);
    assert.deepEqual([result.stdout, result.stderr], ["€€€€€", "eeeee"]);
  }));

test("output that is too long keeps its head and its tail", () =>
  withBash({ max_output_bytes: 1000 }, async ({ call }) => {
    const line = "echo start; for i in {1..2000}; do echo 'ä€😀'; done; echo finish";
    const { stdout, truncated } = outputOf<BashOutput>(await call("bash", { command: line }));
    assert.equal(truncated, true);
    assert.match(stdout, /^start\nä€😀\n[\s\S]*\n\[\.\.\. \d+ of \d+ bytes left out \.\.\.\]\n[\s\S]*finish\n$/);
    assert.equal(stdout.includes("\uFFFD"), false);
    assert.ok(Buffer.byteLength(stdout) < 1000);
  }));

test("a command that no system could start is a failed result", () =>
  withBash({}, async ({ call }) => {
    const { error } = await call("bash", { command: `echo ${"€".repeat(90_000)}` });
    assert.equal(error?.kind, "spawn-failed");
  }));

test.run();
