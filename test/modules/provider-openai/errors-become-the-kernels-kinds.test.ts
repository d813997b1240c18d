import assert from "node:assert/strict";
import type { ProviderErrorKind } from "../../../kernel/index.ts";
import { suite } from "../../support/suite.ts";
import type { Reply } from "../../support/vendors/index.ts";
import { ask, failureOf } from "../provider-fixture.ts";
import { withOpenAi } from "./fixture.ts";

const test = suite("OpenAI's errors");
const TOO_LONG = "This model's maximum context length is 128000 tokens.";

const ROWS: readonly [string, Reply, ProviderErrorKind][] = [
  ["a bad request", { status: 400 }, "InvalidRequest"],
  ["a prompt that is too long", { status: 400, code: "context_length_exceeded" }, "ContextLength"],
  ["the same in words", { status: 400, message: TOO_LONG }, "ContextLength"],
  ["a filter", { status: 400, code: "content_filter" }, "ContentFilter"],
  ["a wrong key", { status: 401 }, "Authentication"],
  ["a country without service", { status: 403, code: "unsupported_country_region_territory" }, "AccessDenied"],
  ["an unknown model", { status: 404 }, "NotFound"],
  ["a rate limit", { status: 429, retryAfter: 7 }, "RateLimit"],
  ["an empty account", { status: 429, type: "insufficient_quota", code: "insufficient_quota" }, "QuotaExceeded"],
  ["a fault of the vendor", { status: 500 }, "ProviderUnavailable"],
  ["a vendor with too much to do", { status: 503 }, "ProviderUnavailable"],
  ["a fault in mid-stream", { blocks: [{ text: "So" }], after: { error: "server_error" } }, "ProviderUnavailable"],
  ["a rate limit in mid-stream", { blocks: [{ text: "So" }], after: { error: "rate_limit_exceeded" } }, "RateLimit"],
  ["a broken connection in mid-stream", { blocks: [{ text: "So" }], after: "cut" }, "Stream"],
  ["an end that comes too early", { blocks: [{ text: "So" }], after: "close" }, "Stream"],
  ["a connection that breaks before the answer", "reset", "Network"],
];

for (const api of ["responses", "chat"]) {
  for (const [what, reply, kind] of ROWS) {
    test(`${api}: ${what} is ${kind}`, async () => {
      const check = async ({ provider }: Parameters<Parameters<typeof withOpenAi>[1]>[0]): Promise<void> => {
        const error = await failureOf(ask(provider));
        assert.equal(error.kind, kind);
        assert.equal(error.provider, "openai");
        assert.equal(error.retryAfter, "status" in Object(reply) && Object(reply).retryAfter ? 7 : undefined);
      };
      await withOpenAi([reply], check, { api, max_retries: 0 });
    });
  }
}

test("a part of the key that the vendor quotes is hidden", async () => {
  const message = "Incorrect API key provided: sk-proj-********6789.";
  await withOpenAi([{ status: 401, message }], async ({ provider }) => {
    const error = await failureOf(ask(provider));
    assert.equal(
      error.message,
      "OpenAI: Incorrect API key provided: [api key]. " +
        "Check `api_key` in the config of provider-openai, or the environment variable OPENAI_API_KEY.",
    );
  });
});

test.run();
