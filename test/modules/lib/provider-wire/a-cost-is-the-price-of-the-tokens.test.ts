import assert from "node:assert/strict";
import { costOf, type Price } from "../../../../modules/lib/provider-wire/price.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("The cost of a request");
const PRICE: Price = { input: 2, output: 10 };
const CACHED: Price = { ...PRICE, cache_read: 0.1, cache_write: 2.5 };
const LONG: Price = { ...PRICE, long: { above: 1000, input: 4, output: 15 } };
const usage = (input_tokens: number, output_tokens: number, cache_read_tokens = 0, cache_write_tokens = 0) => ({
  input_tokens,
  output_tokens,
  cache_read_tokens,
  cache_write_tokens,
});

const ROWS = [
  ["input and output", usage(100, 10), PRICE, 300],
  ["a cache without prices: a tenth to read, nothing off to write", usage(100, 0, 40, 20), PRICE, 128],
  ["a cache with prices", usage(100, 0, 40, 20), CACHED, 134],
  ["a prompt as long as the short price goes", usage(1000, 10), LONG, 2100],
  ["a longer prompt, all of it", usage(1001, 10), LONG, 4154],
  ["more in the cache than came in", usage(10, 0, 40), PRICE, 8],
] as const;

for (const [title, used, price, millionths] of ROWS) {
  test(title, () => assert.equal(Math.round(costOf(used, price) * 1e6), millionths));
}

test.run();
