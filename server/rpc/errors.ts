/** The errors that the wire itself answers with: one table of kinds, each with its number. Methods have their own table. */
import { inspect } from "node:util";
import { RpcError, type RpcErrorData } from "./contracts.ts";

interface WireErrorKind {
  readonly code: number;
  readonly retryable: boolean;
  readonly meaning: string;
}

export const WIRE_ERRORS = {
  "parse-error": { code: -32700, retryable: false, meaning: "The bytes are not JSON, or their frame is broken." },
  "invalid-request": { code: -32600, retryable: false, meaning: "The JSON is not a request of JSON-RPC 2.0." },
  "frame-too-large": { code: -32600, retryable: false, meaning: "The message has more bytes than `maxFrameBytes`." },
  "too-deep": { code: -32600, retryable: false, meaning: "The message nests deeper than `maxDepth`." },
  "batch-too-large": {
    code: -32600,
    retryable: false,
    meaning: "The batch has more entries than `maxPendingRequests`.",
  },
  "duplicate-id": { code: -32600, retryable: false, meaning: "A request with this id is not answered yet." },
  "already-initialized": { code: -32600, retryable: false, meaning: "`initialize` was sent twice." },
  "shut-down": { code: -32600, retryable: false, meaning: "The request came behind `shutdown`." },
  "not-initialized": { code: -32002, retryable: false, meaning: "The request came before `initialize`." },
  "method-not-found": { code: -32601, retryable: false, meaning: "The server has no such method." },
  "invalid-params": {
    code: -32602,
    retryable: false,
    meaning: "The params do not have the shape that the method needs.",
  },
  internal: { code: -32603, retryable: false, meaning: "The server failed; its log says why." },
  overloaded: { code: -32001, retryable: true, meaning: "Too many requests wait for an answer." },
  cancelled: { code: -32800, retryable: false, meaning: "The request was cancelled, or its connection is closing." },
  timeout: { code: -32603, retryable: true, meaning: "The client did not answer in time." },
  "peer-gone": { code: -32603, retryable: false, meaning: "The client cannot answer any more." },
  "peer-error": { code: -32603, retryable: false, meaning: "The client answered with an error that names no kind." },
} as const satisfies Record<string, WireErrorKind>;

export type WireErrorName = keyof typeof WIRE_ERRORS;

export function wireError(kind: WireErrorName, message: string, data: Partial<RpcErrorData> = {}): RpcError {
  const { code, retryable } = WIRE_ERRORS[kind];
  return new RpcError(code, message, { kind, retryable, ...data });
}

/** Of a name that the client made up, an error shows so much. */
const MAX_SHOWN_CHARACTERS = 100;

export function shown(name: string): string {
  return `\`${name.slice(0, MAX_SHOWN_CHARACTERS)}\``;
}

/** Any thrown value, in full and on one line, for whoever runs the server; never for the client. */
export function describe(error: unknown): string {
  return inspect(error).replace(/\s*\n\s*/g, " | ");
}
