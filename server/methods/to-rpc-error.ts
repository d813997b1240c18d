/** The one place where what the server throws becomes what the wire says. What is not known here stays inside. */
import {
  KernelError,
  type KernelErrorCode,
  type Problem,
  ProviderError,
  type ProviderErrorKind,
} from "../../kernel/index.ts";
import { ERRORS, type ErrorKind } from "../../protocol/index.ts";
import { SettingsError } from "../plan/settings/settings-error.ts";
import { serverRedactor } from "../redactor.ts";
import { RpcError } from "../rpc/contracts.ts";
import { RequestError } from "../session/request-error.ts";
import { StoreError } from "../store/store-error.ts";

/** Nothing for an error that nobody expected: the client then hears `internal`, and the log the rest. */
export function toRpcError(error: unknown): RpcError | undefined {
  if (error instanceof RpcError) return error;
  if (error instanceof RequestError) return make(error.kind, error.message, error.data);
  if (error instanceof StoreError) return make(error.kind, error.message);
  if (error instanceof SettingsError) return make(error.kind, error.message, problemsIn(error));
  if (error instanceof ProviderError) return fromProvider(error);
  if (error instanceof KernelError) return fromKernel(error);
  return undefined;
}

/** An error of a kind that is in the table. */
export function make(kind: ErrorKind, message: string, data: Readonly<Record<string, unknown>> = {}): RpcError {
  const { code, retryable } = ERRORS[kind];
  return new RpcError(code, serverRedactor.redactText(message), { kind, retryable, ...serverRedactor.redact(data) });
}

const KERNEL_KINDS: Record<KernelErrorCode, ErrorKind> = {
  "mount-plan-invalid": "mount-plan-invalid",
  "module-not-found": "module-not-found",
  "module-load-failed": "module-load-failed",
  "module-contract-broken": "module-contract-broken",
  "mount-point-taken": "module-load-failed",
  "session-busy": "session-busy",
  "session-not-ready": "session-not-live",
  "provider-missing": "provider-missing",
  "prompt-invalid": "invalid-params",
  "output-invalid": "output-invalid",
  "journal-failed": "journal-failed",
};

function fromKernel(error: KernelError): RpcError {
  return make(KERNEL_KINDS[error.code], error.message, problemsIn(error));
}

function problemsIn({ problems }: KernelError | SettingsError): { problems?: readonly Problem[] } {
  return problems.length > 0 ? { problems } : {};
}

const PROVIDER_KINDS: Record<ProviderErrorKind, ErrorKind> = {
  RateLimit: "provider-rate-limited",
  QuotaExceeded: "provider-quota-exceeded",
  Authentication: "provider-authentication",
  AccessDenied: "provider-access-denied",
  ContextLength: "provider-context-length",
  ContentFilter: "provider-content-filter",
  InvalidRequest: "provider-invalid-request",
  ProviderUnavailable: "provider-unavailable",
  Network: "provider-network",
  Timeout: "provider-timeout",
  NotFound: "provider-not-found",
  Stream: "provider-stream",
  Abort: "provider-aborted",
  InvalidToolCall: "provider-invalid-tool-call",
  Configuration: "provider-configuration",
};

function fromProvider(error: ProviderError): RpcError {
  const { provider, model, retryAfter } = error;
  const retry = retryAfter === undefined ? {} : { retryAfterMs: Math.round(retryAfter * 1000) };
  return make(PROVIDER_KINDS[error.kind], error.message, { provider, ...(model !== undefined && { model }), ...retry });
}
