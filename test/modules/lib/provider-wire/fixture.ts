/** A provider over a vendor that a test writes itself: no network, no SDK. */
import type { Provider, ProviderResponse } from "../../../../kernel/index.ts";
import type { Attempt, Vendor } from "../../../../modules/lib/provider-wire/index.ts";
import { createWireProvider } from "../../../../modules/lib/provider-wire/index.ts";
import { type CoordinatorFixture, coordinatorFixture, ManualClock, testHost } from "../../../support/kernel.ts";

export interface WireScene extends CoordinatorFixture {
  readonly provider: Provider;
  readonly clock: ManualClock;
}

export const RESPONSE: ProviderResponse = {
  content: [],
  stop_reason: "end_turn",
  usage: { input_tokens: 1, output_tokens: 1 },
  model: "model-1",
};

export function wireScene(
  send: (attempt: Attempt, count: number) => Promise<ProviderResponse>,
  others: Partial<Vendor> = {},
): WireScene {
  const clock = new ManualClock();
  const fixture = coordinatorFixture({ host: testHost(clock) });
  let count = 0;
  const defaults = { model: "model-1", context_window: 1000, max_output_tokens: 100 };
  const vendor: Vendor = {
    info: { id: "vendor", displayName: "Vendor", defaults, configFields: [] },
    baseUrl: "https://user:pass@vendor.test/v1",
    send: (_, attempt) => send(attempt, count++),
    explain: () => undefined,
    refusedPart: () => undefined,
    priceOf: () => undefined,
    listModels: async () => [],
    ...others,
  };
  const config = { timeout: 60, max_retries: 2, max_concurrent: 1, priority: 100 };
  const { coordinator } = fixture;
  const provider = createWireProvider({ coordinator, vendor, apiKey: "key-0123456789", config, random: () => 0.5 });
  return { ...fixture, provider, clock };
}

/** Moves the clock on, once something waits for it, until the request is over. */
export async function passTime<Value>(clock: ManualClock, ms: number, request: Promise<Value>): Promise<Value> {
  let isOver = false;
  const done = request.finally(() => {
    isOver = true;
  });
  done.catch(() => {});
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve));
    if (clock.pending > 0) clock.advance(ms);
  }
  return done;
}
