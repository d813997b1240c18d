import * as assert from "uvu/assert";
import { type OpenCall, OpenCalls } from "../../../modules/tool-mcp/open-calls.ts";
import { suite } from "../../support/suite.ts";

const test = suite("no time passes while the user is asked");
const NOBODY_STOPS = new AbortController().signal;
const LONG_MS = 3_600_000;
const SHORT_MS = 5;

async function expired({ signal }: OpenCall): Promise<void> {
  if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
}

for (const limits of [
  { silenceMs: SHORT_MS, totalMs: LONG_MS, signal: NOBODY_STOPS },
  { silenceMs: LONG_MS, totalMs: SHORT_MS, signal: NOBODY_STOPS },
]) {
  test(`for a call of ${limits.silenceMs} ms of silence and ${limits.totalMs} ms in all`, async () => {
    const calls = new OpenCalls();
    let call: OpenCall | undefined;
    await calls.whileAsking(NOBODY_STOPS, async () => {
      call = calls.begin(limits);
      call.touch();
      // As long as any other call lasts, this one does not.
      await expired(new OpenCalls().begin(limits));
      await expired(new OpenCalls().begin(limits));
      assert.not.ok(call.isExpired);
    });
    await expired(call as OpenCall);
    assert.ok(call?.isExpired);
  });
}

test("a call ends with whoever called, and that is no time-out", () => {
  const stop = new AbortController();
  const call = new OpenCalls().begin({ silenceMs: LONG_MS, totalMs: LONG_MS, signal: stop.signal });
  stop.abort();
  assert.equal([call.signal.aborted, call.isExpired], [true, false]);
  call.end();
});

test("what is asked during a call ends with the last one; what is asked without one goes on", async () => {
  const calls = new OpenCalls();
  const limits = { silenceMs: LONG_MS, totalMs: LONG_MS, signal: NOBODY_STOPS };
  const [one, other] = [calls.begin(limits), calls.begin(limits)];
  await calls.whileAsking(NOBODY_STOPS, async (signal) => {
    one.end();
    assert.not.ok(signal.aborted);
    other.end();
    assert.ok(signal.aborted);
  });
  await calls.whileAsking(NOBODY_STOPS, async (signal) => {
    calls.begin(limits).end();
    assert.not.ok(signal.aborted);
  });
});

test.run();
