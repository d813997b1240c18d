/** Responses as JSON text. */
import type { RpcError } from "./contracts.ts";
import type { RequestId } from "./request-id.ts";

export interface ErrorObject {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** @throws where the result has no JSON text */
export function resultJson(id: RequestId, result: unknown): string {
  return JSON.stringify({ jsonrpc: "2.0", id, result: result ?? null });
}

/** @throws where the data has no JSON text */
export function errorJson(id: RequestId | null, error: ErrorObject): string {
  return JSON.stringify({ jsonrpc: "2.0", id, error });
}

export function errorObject({ code, message, data }: RpcError): ErrorObject {
  return { code, message, data };
}
