/** Errors that the wire itself answers with, made from the protocol's one table. */
import { inspect } from "node:util";
import { ERRORS, type ErrorKind } from "../../protocol/index.ts";
import { RpcError, type RpcErrorData } from "./contracts.ts";

export function wireError(kind: ErrorKind, message: string, data: Partial<RpcErrorData> = {}): RpcError {
  const { code, retryable } = ERRORS[kind];
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
