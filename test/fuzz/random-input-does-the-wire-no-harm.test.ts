/**
 * Random conversations for some seconds. `FUZZ_SECONDS` makes it longer, `FUZZ_SEED` begins with another seed; a failure names the
 * seed that it takes to see it again.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as assert from "uvu/assert";
import { suite } from "../support/suite.ts";
import { fuzzOnce } from "./fuzz-wire.ts";

const test = suite("random input does the wire no harm");

const SECONDS = Number(process.env.FUZZ_SECONDS ?? 3);
const FIRST_SEED = Number(process.env.FUZZ_SEED ?? 1);
/** What rounds of warming up may leave is there before the first look. */
const WARM_ROUNDS = 50;
const MIN_ROUNDS = 150;
const MAX_GROWTH_BYTES = 16 * 1024 * 1024;
const SLICE_MS = 20_000;

let seed = FIRST_SEED;

test("while it warms up", async () => {
  for (let round = 0; round < WARM_ROUNDS; round++) await fuzzOnce(seed++);
});

const collectGarbage = exposeCollector();
let bytesBefore = 0;

for (let left = SECONDS * 1000; left > 0; left -= SLICE_MS) {
  test(`for up to ${SLICE_MS} ms, ${left} ms before the end`, async () => {
    bytesBefore ||= heapBytes();
    const end = performance.now() + Math.min(left, SLICE_MS);
    for (let round = 0; round < MIN_ROUNDS || performance.now() < end; round++) await fuzzOnce(seed++);
  });
}

test("and nothing is left in memory", () => {
  const growth = heapBytes() - bytesBefore;
  assert.ok(growth < MAX_GROWTH_BYTES, `${growth} bytes more after ${seed - FIRST_SEED} conversations`);
});

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

function exposeCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}

test.run();
