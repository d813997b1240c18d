import assert from "node:assert/strict";
import type { ProviderErrorKind } from "../../../kernel/index.ts";
import { suite } from "../../support/suite.ts";
import type { Reply } from "../../support/vendors/index.ts";
import { ask, failureOf } from "../provider-fixture.ts";
import { withAnthropic } from "./fixture.ts";

const test = suite("Anthropic's errors");

const ROWS: readonly [string, Reply, ProviderErrorKind][] = [
  ["a bad request", { status: 400 }, "InvalidRequest"],
  [
    "a prompt that is too long",
    { status: 400, message: "prompt is too long: 1000001 tokens > 1000000 maximum" },
    "ContextLength",
  ],
  ["an empty account", { status: 400, message: "Your credit balance is too low to access the API." }, "QuotaExceeded"],
  ["blocked output", { status: 400, message: "Output blocked by content filtering policy" }, "ContentFilter"],
  ["a bill that was not paid", { status: 402 }, "QuotaExceeded"],
  ["a request that is too large", { status: 413 }, "ContextLength"],
  ["a rate limit", { status: 429, retryAfter: 7 }, "RateLimit"],
  ["a fault of the vendor", { status: 500 }, "ProviderUnavailable"],
  ["a vendor with too much to do", { status: 529 }, "ProviderUnavailable"],
  [
    "an overload in mid-stream",
    { blocks: [{ text: "So" }], after: { error: "overloaded_error" } },
    "ProviderUnavailable",
  ],
  ["a time-out in mid-stream", { blocks: [{ text: "So" }], after: { error: "timeout_error" } }, "Timeout"],
  ["a broken connection in mid-stream", { blocks: [{ text: "So" }], after: "cut" }, "Stream"],
  ["an end that comes too early", { blocks: [{ text: "So" }], after: "close" }, "Stream"],
  ["a connection that breaks before the answer", "reset", "Network"],
];

for (const [what, reply, kind] of ROWS) {
  test(`${what} is ${kind}`, async () => {
    const check = async ({ provider }: Parameters<Parameters<typeof withAnthropic>[1]>[0]): Promise<void> => {
      const error = await failureOf(ask(provider));
      assert.equal(error.kind, kind);
      assert.equal(error.model, "claude-sonnet-5-5");
      assert.equal(error.retryAfter, kind === "RateLimit" ? 7 : undefined);
    };
    await withAnthropic([reply], check, { max_retries: 0 });
  });
}

test("nobody there is Network", async () => {
  const check = async ({ provider, server }: Parameters<Parameters<typeof withAnthropic>[1]>[0]): Promise<void> => {
    await server.close();
    const error = await failureOf(ask(provider));
    assert.equal(error.kind, "Network");
    assert.ok(error.message.startsWith(`Anthropic: ${new URL(server.url).host} could not be reached: `));
  };
  await withAnthropic([], check, { max_retries: 0 });
});

for (const [base_url, shown] of [
  ["http://127.0.0.1:1", "127.0.0.1:1"],
  ["http://me:hidden@127.0.0.1:4010", "127.0.0.1:4010"],
] as const) {
  test(`an address such as ${shown} that can never work is Configuration, and not tried again`, async () => {
    const check = async ({ provider, clock }: Parameters<Parameters<typeof withAnthropic>[1]>[0]): Promise<void> => {
      const { kind, message } = await failureOf(ask(provider));
      assert.equal(kind, "Configuration", message);
      assert.ok(message.startsWith(`Anthropic: \`base_url\` (${shown}) cannot be used: `), message);
      assert.doesNotMatch(message, /hidden/);
      assert.deepEqual(clock.delays, []);
    };
    await withAnthropic([], check, { base_url });
  });
}

test.run();
