import * as assert from "uvu/assert";
import { PROVIDER_ERROR_KINDS, ProviderError, type ProviderErrorKind } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";

const test = suite("provider errors");

const RETRYABLE = ["Network", "ProviderUnavailable", "RateLimit", "Stream", "Timeout"];
const FINAL = [
  "Abort",
  "AccessDenied",
  "Authentication",
  "Configuration",
  "ContentFilter",
  "ContextLength",
  "InvalidRequest",
  "InvalidToolCall",
  "NotFound",
  "QuotaExceeded",
];

test("the kinds, and which of them may pass", () => {
  assert.equal(Object.keys(PROVIDER_ERROR_KINDS).sort(), [...RETRYABLE, ...FINAL].sort());
  for (const kind of Object.keys(PROVIDER_ERROR_KINDS) as ProviderErrorKind[]) {
    assert.is(new ProviderError(kind, "no", { provider: "p" }).retryable, RETRYABLE.includes(kind), kind);
  }
});

test("it says who, which model, when to try again, and why", () => {
  const cause = new Error("429");
  const error = new ProviderError("RateLimit", "slow down", { provider: "p", model: "m", retryAfter: 7, cause });
  assert.equal(
    [error.name, error.message, error.kind, error.provider, error.model, error.retryAfter, error.cause],
    ["ProviderError", "slow down", "RateLimit", "p", "m", 7, cause],
  );
});

test.run();
