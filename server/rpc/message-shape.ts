/** Tells what a JSON value is in JSON-RPC 2.0. It knows no method and keeps no state. */
import type { RpcError } from "./contracts.ts";
import { wireError } from "./errors.ts";
import { isRequestId, type RequestId } from "./request-id.ts";

export interface RequestShape {
  readonly type: "request";
  readonly id: RequestId;
  readonly method: string;
  /** An object or an array; `{}` when absent or null. */
  readonly params: object;
}

export interface NotificationShape {
  readonly type: "notification";
  readonly method: string;
  readonly params: object;
}

export interface ResponseShape {
  readonly type: "response";
  readonly id: RequestId;
  readonly outcome: { readonly result: unknown } | { readonly error: unknown };
}

export type MessageShape =
  | RequestShape
  | NotificationShape
  | ResponseShape
  /** To be answered: `id` is the sender's where that is a valid one. */
  | { readonly type: "invalid"; readonly id: RequestId | null; readonly error: RpcError }
  /** Wrong, but not to be answered: a notification or a response. */
  | { readonly type: "ignored"; readonly reason: string };

export function shapeOf(value: unknown): MessageShape {
  if (!isObject(value)) return invalid(null, "A message is an object, or an array of them.");
  if (Object.hasOwn(value, "method"))
    return Object.hasOwn(value, "id") ? requestShape(value) : notificationShape(value);
  if (Object.hasOwn(value, "result") || Object.hasOwn(value, "error")) return responseShape(value);
  return invalid(knownId(value), "A request needs a `method`.");
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function requestShape(value: Record<string, unknown>): MessageShape {
  const { id, method, params } = value;
  if (!isRequestId(id)) return invalid(null, "An id is a string, or an integer that a JSON number keeps exactly.");
  const problem = envelopeProblem(value);
  if (problem !== undefined) return invalid(id, problem);
  if (!isStructured(params)) {
    return { type: "invalid", id, error: wireError("invalid-params", "`params` is an object or an array.") };
  }
  return { type: "request", id, method: String(method), params: params ?? {} };
}

function notificationShape(value: Record<string, unknown>): MessageShape {
  const problem = envelopeProblem(value);
  if (problem !== undefined) return invalid(null, problem);
  const { method, params } = value;
  if (!isStructured(params))
    return { type: "ignored", reason: `notification ${String(method)}: params is not an object or an array` };
  return { type: "notification", method: String(method), params: params ?? {} };
}

function responseShape(value: Record<string, unknown>): MessageShape {
  const { id } = value;
  if (!isRequestId(id)) return { type: "ignored", reason: "a response without a valid id" };
  if (Object.hasOwn(value, "error") && value.error !== null)
    return { type: "response", id, outcome: { error: value.error } };
  return { type: "response", id, outcome: { result: value.result ?? null } };
}

function envelopeProblem({ jsonrpc, method }: Record<string, unknown>): string | undefined {
  if (jsonrpc !== "2.0") return '`jsonrpc` must be "2.0".';
  return typeof method === "string" ? undefined : "`method` must be a string.";
}

/** What some clients write for "no params" is no params. */
function isStructured(params: unknown): params is object | null | undefined {
  return params === undefined || typeof params === "object";
}

function knownId({ id }: Record<string, unknown>): RequestId | null {
  return isRequestId(id) ? id : null;
}

function invalid(id: RequestId | null, message: string): MessageShape {
  return { type: "invalid", id, error: wireError("invalid-request", message) };
}
