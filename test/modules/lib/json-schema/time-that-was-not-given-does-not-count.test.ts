import * as assert from "uvu/assert";
import { TookTooLong, withinTime } from "../../../../modules/lib/json-schema/within-time.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("time that was not given does not count");
const LIMIT_MS = 500;

/** As if the system did not let this process run. */
function standStill(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3 * LIMIT_MS);
}

test("what was held up begins again, and comes to its end", () => {
  let beginnings = 0;
  const body = (): string => {
    beginnings += 1;
    if (beginnings === 1) standStill();
    return "done";
  };
  assert.is(withinTime(body, LIMIT_MS), "done");
  assert.ok(beginnings > 1);
});

test("what is held up each time is given up", () => {
  let beginnings = 0;
  const body = (): void => {
    beginnings += 1;
    standStill();
  };
  assert.throws(
    () => withinTime(body, LIMIT_MS),
    (error: unknown) => error instanceof TookTooLong,
  );
  assert.is(beginnings, 5);
});

test.run();
