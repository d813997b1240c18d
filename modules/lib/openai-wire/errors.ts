/** What OpenAI's own errors mean. A code says more than a status, and some things the vendor says only in words. */
import type { ProviderErrorKind } from "../../../kernel/index.ts";
import { errorBodyOf, type Failure, kindOfStatus, type RequestPart } from "../provider-wire/index.ts";

const KIND_OF_CODE: Record<string, ProviderErrorKind> = {
  insufficient_quota: "QuotaExceeded",
  billing_hard_limit_reached: "QuotaExceeded",
  billing_not_active: "QuotaExceeded",
  rate_limit_exceeded: "RateLimit",
  invalid_api_key: "Authentication",
  unsupported_country_region_territory: "AccessDenied",
  model_not_found: "NotFound",
  DeploymentNotFound: "NotFound",
  context_length_exceeded: "ContextLength",
  string_above_max_length: "ContextLength",
  content_filter: "ContentFilter",
  ResponsibleAIPolicyViolation: "ContentFilter",
  content_policy_violation: "ContentFilter",
  image_content_policy_violation: "ContentFilter",
  bio_policy: "ContentFilter",
  server_error: "ProviderUnavailable",
  server_is_overloaded: "ProviderUnavailable",
  vector_store_timeout: "Timeout",
};
const CONTEXT_LENGTH =
  /maximum context length|context window|context_length|exceeds? the maximum number of (?:input )?tokens/i;

export function explainError(error: unknown, common: Failure): Failure | undefined {
  const { code, type, message } = errorBodyOf(error);
  const known = [code, type].find((word) => typeof word === "string" && Object.hasOwn(KIND_OF_CODE, word));
  if (typeof known !== "string" && typeof message !== "string") return undefined;
  const text = typeof message === "string" ? message : common.message;
  return { ...common, ...failureOfCode(known, text, unnamedKind(code, common)) };
}

/** Where the vendor has no word for it. In the middle of a stream there is no status, and it was not the connection that failed. */
function unnamedKind(code: unknown, { kind }: Failure): ProviderErrorKind {
  if (typeof code === "number") return kindOfStatus(code);
  return kind === "Stream" ? "ProviderUnavailable" : kind;
}

/** An error that arrives in the middle of a stream has a code and no status. */
export function failureOfCode(
  code: unknown,
  message = "The vendor gave no reason.",
  otherwise: ProviderErrorKind = "InvalidRequest",
): Failure {
  const kind = typeof code === "string" ? KIND_OF_CODE[code] : undefined;
  return { kind: kind ?? (CONTEXT_LENGTH.test(message) ? "ContextLength" : otherwise), message };
}

/** Gemini before generation 3 takes no schema together with tools: "… a response mime type … is unsupported". */
const REFUSED_SCHEMA = /response_format|json_schema|text\.format|structured output|response mime type/i;

export function findRefusedPart({ kind, message }: Failure): RequestPart | undefined {
  if (kind !== "InvalidRequest") return undefined;
  if (REFUSED_SCHEMA.test(message)) return "output-schema";
  if (/reasoning summar|reasoning\.summary/i.test(message)) return "told-thoughts";
  return /encrypted content|of type 'reasoning'/i.test(message) ? "earlier-thoughts" : undefined;
}
