import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as assert from "uvu/assert";
import { withTimeLimit } from "../../../../modules/lib/time-limit/index.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("a time limit");
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Resolves to the name of the reason; nobody but the listener knows the signal. */
const nameOfEnd = (signal: AbortSignal): Promise<string> =>
  new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve((signal.reason as Error).name), { once: true }),
  );

test("it comes although nobody holds it and garbage is collected", async () => {
  const { signal } = new AbortController();
  let name: string | undefined;
  void nameOfEnd(withTimeLimit(signal, 20)).then((told) => {
    name = told;
  });
  while (name === undefined) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.is(name, "TimeoutError");
});

test("the signal may be first", async () => {
  const controller = new AbortController();
  const end = nameOfEnd(withTimeLimit(controller.signal, 60_000));
  controller.abort();
  assert.is(await end, "AbortError");
});

test.run();
