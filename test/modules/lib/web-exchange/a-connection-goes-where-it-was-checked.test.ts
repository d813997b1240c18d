import * as assert from "uvu/assert";
import { pinnedLookup } from "../../../../modules/lib/web-exchange/connection.ts";
import { addressRules, exchange } from "../../../../modules/lib/web-exchange/index.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("connections");
const FOUR = { address: "192.0.2.1", family: 4 };
const SIX = { address: "2001:db8::1", family: 6 };

type Found = { readonly error: string | undefined; readonly address: unknown };

async function lookUp(addresses: (typeof FOUR)[], options: { family?: number; all?: boolean }): Promise<Found> {
  return new Promise((resolve) => {
    pinnedLookup(addresses)("anything.test", options, (error, address) => {
      resolve({ error: error?.message, address });
    });
  });
}

const ROWS: readonly [given: (typeof FOUR)[], options: { family?: number; all?: boolean }, address: unknown][] = [
  [[FOUR, SIX], {}, FOUR.address],
  [[FOUR, SIX], { family: 6 }, SIX.address],
  [[SIX, FOUR], { family: 4 }, FOUR.address],
  [[SIX, FOUR], { family: 0 }, SIX.address],
  [[FOUR, SIX], { all: true }, [FOUR, SIX]],
  [[FOUR, SIX], { all: true, family: 6 }, [SIX]],
];
for (const [given, options, address] of ROWS) {
  test(`of ${JSON.stringify(given)} with ${JSON.stringify(options)} comes ${JSON.stringify(address)}`, async () => {
    assert.equal(await lookUp(given, options), { error: undefined, address });
  });
}

test("an address of the wrong family is none", async () => {
  assert.match(String((await lookUp([FOUR], { family: 6 })).error), "family");
});

test("who has given up does not wait for a name server that never answers", async () => {
  const resolve = () => new Promise<never>(() => {});
  const bounds = { maxBytes: 10, guard: { rules: addressRules(), resolve } };
  const failed = await exchange(
    { url: new URL("http://site.test/") },
    { ...bounds, signal: AbortSignal.abort(new Error("given up")) },
  ).catch((error: Error) => error.message);
  assert.is(failed, "given up");
});

test.run();
