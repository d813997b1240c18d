import assert from "node:assert/strict";
import type { Failure } from "../../../../modules/lib/provider-wire/failure.ts";
import { delayBeforeRetry } from "../../../../modules/lib/provider-wire/retry.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("The delay before a retry");

const LIMITED: Failure = { kind: "RateLimit", message: "" };
const OVERLOADED: Failure = { kind: "ProviderUnavailable", message: "", isOverload: true };
const MIDDLE = 0.5;

const ROWS: readonly [string, Failure, number, number, number | undefined][] = [
  ["begins at 1 s", LIMITED, 1, MIDDLE, 1000],
  ["doubles", LIMITED, 2, MIDDLE, 2000],
  ["has jitter of 20 % down", LIMITED, 3, 0, 3200],
  ["has jitter of 20 % up", LIMITED, 3, 1, 4800],
  ["ends after the retries that are allowed", LIMITED, 6, MIDDLE, undefined],
  ["allows an overloaded vendor twice as many", OVERLOADED, 6, MIDDLE, 32_000],
  ["is never longer than 60 s", OVERLOADED, 10, 1, 60_000],
  ["ends for an overloaded vendor too", OVERLOADED, 11, MIDDLE, undefined],
  ["is at least what the vendor asks for", { ...LIMITED, retryAfter: 7 }, 1, MIDDLE, 7000],
  ["is not waited for where the vendor asks for minutes", { ...LIMITED, retryAfter: 300 }, 1, MIDDLE, undefined],
  ["does not exist for what will fail again", { kind: "InvalidRequest", message: "" }, 1, MIDDLE, undefined],
];

for (const [name, failure, failedAttempts, random, delay] of ROWS) {
  test(name, () => {
    assert.equal(delayBeforeRetry(failure, { failedAttempts, maxRetries: 5, random: () => random }), delay);
  });
}

test.run();
