/** What was used last is listed first, also where the clock was set back in between. */
import * as assert from "uvu/assert";
import { timeAfter } from "../../../server/store/metadata.ts";
import { suite } from "../../support/suite.ts";

const test = suite("a clock that goes back");

test("the time of the last use only grows", () => {
  const noon = "2026-11-26T12:00:00.000Z";
  assert.is(timeAfter(noon, new Date("2026-11-26T12:00:00.001Z")), "2026-11-26T12:00:00.001Z");
  assert.is(timeAfter(noon, new Date("2020-01-01T00:00:00Z")), noon);
  assert.ok(timeAfter(noon, new Date()) >= noon);
});

test.run();
