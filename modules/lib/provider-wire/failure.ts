/** What can go wrong between a provider and its vendor, as plain data, before it becomes a `ProviderError`. */
import { messageOf, type ProviderErrorKind } from "../../../kernel/index.ts";

export interface Failure {
  readonly kind: ProviderErrorKind;
  readonly message: string;
  /** Seconds, when the vendor said so. */
  readonly retryAfter?: number | undefined;
  /** The vendor has more work than it can do: worth more patience. */
  readonly isOverload?: boolean;
}

/** Thrown by what knows exactly what failed. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The fields that the errors of the vendors' official SDKs share. */
interface SdkError {
  readonly status?: number;
  readonly headers?: { get(name: string): string | null };
  /** The body: what the vendor says of the error. */
  readonly error?: unknown;
}

const KIND_OF_STATUS: Record<number, ProviderErrorKind> = {
  400: "InvalidRequest",
  401: "Authentication",
  402: "QuotaExceeded",
  403: "AccessDenied",
  404: "NotFound",
  408: "Timeout",
  413: "ContextLength",
  422: "InvalidRequest",
  429: "RateLimit",
  504: "Timeout",
};
const OVERLOADED_STATUS = 529;
/** How `fetch` and URL speak of an address that no second try makes better. */
const UNUSABLE_URL =
  /\bbad port\b|\bInvalid URL\b|\bunknown scheme\b|URL scheme|Failed to parse URL|includes credentials/i;
/** What is shorter is a placeholder, and may be a word of any message. */
const MIN_KEY_LENGTH = 8;

/** Who was asked, for the words of an error. */
export interface Asked {
  /** The provider's id. */
  readonly provider: string;
  readonly baseUrl: string;
}

/**
 * Reads any thrown value by the rules that hold for every vendor: an HTTP status, or a connection that failed before the answer
 * (`Network`) or in the middle of it (`Stream`), or that could never have been made (`Configuration`).
 */
export function failureOf(error: unknown, hasResponse: boolean, asked: Asked): Failure {
  if (error instanceof FailureError) return error.failure;
  const { status, headers } = error as SdkError;
  if (typeof status !== "number") return connectionFailure(rootCauseOf(error), hasResponse, asked);
  const kind = kindOfStatus(status);
  const isOverload = status === OVERLOADED_STATUS;
  return { kind, message: messageOf(error), isOverload, retryAfter: retryAfterOf(headers) };
}

/** What an HTTP status says, where nothing says more. */
export function kindOfStatus(status: number): ProviderErrorKind {
  return KIND_OF_STATUS[status] ?? (status >= 500 ? "ProviderUnavailable" : "InvalidRequest");
}

function connectionFailure(cause: string, hasResponse: boolean, { provider, baseUrl }: Asked): Failure {
  const host = hostOf(baseUrl);
  if (hasResponse) return { kind: "Stream", message: `The answer from ${host} broke off: ${cause}` };
  if (UNUSABLE_URL.test(cause)) {
    const message = `\`base_url\` (${host}) cannot be used: ${cause}. Correct it in the config of provider-${provider}.`;
    return { kind: "Configuration", message };
  }
  return { kind: "Network", message: `${host} could not be reached: ${cause}` };
}

/** Without the user and the password that a URL may hold. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "no URL";
}

/** The body of an SDK's error, wherever the vendor puts the part that matters; an empty object when there is none. */
export function errorBodyOf(error: unknown): { type?: unknown; code?: unknown; message?: unknown } {
  const body = (error as SdkError | undefined)?.error;
  if (typeof body !== "object" || body === null) return {};
  const inner = "error" in body ? body.error : body;
  return typeof inner === "object" && inner !== null ? inner : {};
}

/** Hides a key, what looks like a part of one, and the credentials of a URL, in a text that a vendor may have put it in. */
export function withoutKey(text: string, apiKey: string): string {
  const hidden = apiKey.length < MIN_KEY_LENGTH ? text : text.replaceAll(apiKey, "[api key]");
  return hidden.replace(/(?<=:\/\/)[^\s/@]{1,512}@/g, "").replace(/\bsk-[\w*.-]{6,}/g, "[api key]");
}

function retryAfterOf(headers: SdkError["headers"]): number | undefined {
  const milliseconds = Number.parseFloat(headers?.get("retry-after-ms") ?? "");
  if (milliseconds >= 0) return milliseconds / 1000;
  const text = headers?.get("retry-after") ?? "";
  const seconds = Number.parseFloat(text);
  if (seconds >= 0) return seconds;
  const until = (Date.parse(text) - Date.now()) / 1000;
  return until >= 0 ? until : undefined;
}

function rootCauseOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause !== undefined) return rootCauseOf(cause);
  // An error for several addresses has a code and no message.
  return messageOf(error) || String((error as { code?: unknown }).code ?? "no reason was given");
}
