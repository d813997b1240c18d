/** What a request costs, from the vendor's list prices: an estimate, without discounts, taxes and other tariffs. */
import type { Usage } from "../../../kernel/index.ts";

/** US dollars for a million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
  /** Default: a tenth of `input`. */
  readonly cache_read?: number | undefined;
  /** Default: as `input`. */
  readonly cache_write?: number | undefined;
  /** For the whole of a request whose prompt is longer than `above` tokens. */
  readonly long?: Omit<Price, "long"> & { readonly above: number };
}

const MILLION = 1_000_000;
const CACHE_READ_FACTOR = 0.1;

export function costOf(usage: Usage, price: Price): number {
  const { input_tokens, output_tokens, cache_read_tokens = 0, cache_write_tokens = 0 } = usage;
  const { long } = price;
  const { input, output, cache_read, cache_write } = long !== undefined && input_tokens > long.above ? long : price;
  const plain = Math.max(0, input_tokens - cache_read_tokens - cache_write_tokens);
  const cached =
    cache_read_tokens * (cache_read ?? input * CACHE_READ_FACTOR) + cache_write_tokens * (cache_write ?? input);
  return (plain * input + cached + output_tokens * output) / MILLION;
}
