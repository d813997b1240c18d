/** What Google's errors mean: a status in words beside the number, and some things in the message only. */
import type { ProviderErrorKind } from "../../kernel/index.ts";
import { errorBodyOf, type Failure, type RequestPart } from "../lib/provider-wire/index.ts";

const KIND_OF_MESSAGE: readonly [RegExp, ProviderErrorKind][] = [
  [/api key not valid|api key expired|api_key_invalid/i, "Authentication"],
  [/input token count/i, "ContextLength"],
  [/user location is not supported/i, "AccessDenied"],
  [/billing|prepayment credits/i, "QuotaExceeded"],
];

/** A limit by the minute and one by the day have the same words; what tells them apart is how long one is to wait. */
export function explainError(error: unknown, common: Failure): Failure | undefined {
  const { details, status } = errorBodyOf(error) as { details?: unknown; status?: unknown };
  const kind =
    common.kind === "RateLimit" ? common.kind : KIND_OF_MESSAGE.find(([pattern]) => pattern.test(common.message))?.[1];
  const retryAfter = common.retryAfter ?? retryDelayIn(details);
  return { ...common, kind: kind ?? common.kind, retryAfter, isOverload: status === "UNAVAILABLE" };
}

/** Of `google.rpc.RetryInfo`, such as `34.5s`. */
function retryDelayIn(details: unknown): number | undefined {
  const all = Array.isArray(details) ? (details as { retryDelay?: unknown }[]) : [];
  const seconds = Number.parseFloat(String(all.find((detail) => detail?.retryDelay !== undefined)?.retryDelay));
  return seconds >= 0 ? seconds : undefined;
}

export function findRefusedPart({ kind, message }: Failure): RequestPart | undefined {
  if (kind !== "InvalidRequest") return undefined;
  if (/thought.?signature/i.test(message)) return "earlier-thoughts";
  return /thinking/i.test(message) ? "told-thoughts" : undefined;
}
