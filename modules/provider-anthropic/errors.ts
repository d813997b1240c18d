/** What Anthropic's own errors mean: those of a status, and those that arrive in the middle of a stream without one. */
import type { ProviderErrorKind } from "../../kernel/index.ts";
import { errorBodyOf, type Failure, type RequestPart } from "../lib/provider-wire/index.ts";

const KIND_OF_TYPE: Record<string, ProviderErrorKind> = {
  invalid_request_error: "InvalidRequest",
  authentication_error: "Authentication",
  billing_error: "QuotaExceeded",
  permission_error: "AccessDenied",
  not_found_error: "NotFound",
  request_too_large: "ContextLength",
  rate_limit_error: "RateLimit",
  timeout_error: "Timeout",
  api_error: "ProviderUnavailable",
  overloaded_error: "ProviderUnavailable",
};

/** What the vendor says only in words. */
const KIND_OF_MESSAGE: readonly [RegExp, ProviderErrorKind][] = [
  [/prompt is too long|exceeds? (?:the )?context|context (?:window|limit)/i, "ContextLength"],
  [/credit balance|spend limit|usage limits/i, "QuotaExceeded"],
  [/content filter/i, "ContentFilter"],
];

export function explainError(error: unknown, common: Failure): Failure | undefined {
  const { type, message } = errorBodyOf(error);
  if (typeof type !== "string") return undefined;
  const text = typeof message === "string" ? message : common.message;
  const kind = KIND_OF_MESSAGE.find(([pattern]) => pattern.test(text))?.[1] ?? KIND_OF_TYPE[type] ?? common.kind;
  return { ...common, kind, message: text, isOverload: type === "overloaded_error" };
}

/** Thoughts are bound to what came before them; where that has changed, the vendor may refuse them. */
export function findRefusedPart({ kind, message }: Failure): RequestPart | undefined {
  if (kind !== "InvalidRequest") return undefined;
  if (/output_config|output_format|output format|schema of the answer/i.test(message)) return "output-schema";
  return /`?thinking`? block|signature/i.test(message) ? "earlier-thoughts" : undefined;
}
