/** What the client answered when it failed at a request of ours, whatever it put there. */
import { ResponseError } from "vscode-jsonrpc/node";
import { ERRORS } from "../../protocol/index.ts";
import { RpcError } from "./contracts.ts";
import { wireError } from "./errors.ts";
import { isObject } from "./message-shape.ts";
import type { ErrorObject } from "./responses.ts";

export function readPeerError(error: unknown): ErrorObject {
  const { code, message, data } = isObject(error) ? error : {};
  return {
    code: Number.isSafeInteger(code) ? Number(code) : ERRORS["peer-error"].code,
    message: typeof message === "string" ? message : "The client answered with an error that says nothing.",
    ...(data !== undefined && { data }),
  };
}

export function toPeerRpcError(error: unknown): RpcError {
  if (!(error instanceof ResponseError)) return wireError("peer-gone", "The connection is closed.");
  const data = isObject(error.data) ? error.data : {};
  return new RpcError(error.code, error.message, {
    ...data,
    kind: typeof data.kind === "string" ? data.kind : "peer-error",
    retryable: data.retryable === true,
  });
}
