import * as assert from "uvu/assert";
import { type CancelLevel, CancellationToken } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";

const test = suite("cancellation levels");

const ROWS: readonly [
  requests: readonly CancelLevel[],
  changes: boolean[],
  level: string,
  stopping: boolean,
  immediate: boolean,
][] = [
  [[], [], "none", false, false],
  [["graceful"], [true], "graceful", true, false],
  [["immediate"], [true], "immediate", true, true],
  [["graceful", "graceful"], [true, false], "graceful", true, false],
  [["graceful", "immediate"], [true, true], "immediate", true, true],
  [["immediate", "graceful"], [true, false], "immediate", true, true],
];

for (const [requests, changes, level, stopping, immediate] of ROWS) {
  test(`${requests.join(", then ") || "nothing"}: ${level}`, () => {
    const token = new CancellationToken(() => {});
    assert.equal(
      requests.map((request) => token.request(request)),
      changes,
    );
    assert.equal([token.level, token.isRequested], [level, level !== "none"]);
    assert.equal([token.stopping.aborted, token.immediate.aborted], [stopping, immediate]);
  });
}

test("a reset makes it ready for the next turn; signals of the last one stay as they are", () => {
  const token = new CancellationToken(() => {});
  const { stopping } = token;
  token.reset();
  assert.is(token.stopping, stopping, "there was nothing to reset");
  token.request("immediate");
  token.reset();
  assert.equal([token.level, token.stopping.aborted, token.immediate.aborted], ["none", false, false]);
  assert.is(stopping.aborted, true);
  assert.is(token.request("graceful"), true);
});

test.run();
