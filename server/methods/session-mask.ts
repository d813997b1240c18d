/**
 * The one place where what a method answers of a session, a result or an error, loses that session's own secrets: a vendor, a server or a
 * module may repeat the key that it was given. What is the conversation, or a tool's own output, stays as it was.
 */
import { sessionRedactor } from "../../modules/lib/redaction/index.ts";
import { type MethodHandler, RpcError } from "../rpc/contracts.ts";
import type { LiveSession } from "../session/live-session.ts";
import type { SessionRegistry } from "../session/session-registry.ts";
import { toRpcError } from "./to-rpc-error.ts";

/** Members of results that are what was asked for. */
const WHOLE: Readonly<Record<string, readonly string[]>> = {
  "session/execute": ["text", "structured"],
  "session/messages": ["messages"],
  "session/queue": ["entries"],
  "prompt/get": ["messages", "prompt"],
  "tool/call": ["output"],
};

export function masking(name: string, method: MethodHandler, registry: Pick<SessionRegistry, "find">): MethodHandler {
  const sessionIn = (value: unknown): LiveSession | undefined => {
    const { sessionId } = (value ?? {}) as { sessionId?: unknown };
    return typeof sessionId === "string" ? registry.find(sessionId) : undefined;
  };
  return async (params, call) => {
    const before = sessionIn(params);
    try {
      const result = await method(params, call);
      const session = sessionIn(result) ?? sessionIn(params) ?? before;
      return session === undefined ? result : maskResult(session, result, WHOLE[name] ?? []);
    } catch (error) {
      const session = sessionIn(params) ?? before;
      throw session === undefined ? error : maskError(session, error);
    }
  };
}

function maskResult({ secrets }: LiveSession, result: unknown, whole: readonly string[]): unknown {
  if (typeof result !== "object" || result === null || whole.length === 0) return secrets.mask(result);
  const entries = Object.entries(result).map(([key, value]) => [
    key,
    whole.includes(key) ? value : secrets.mask(value),
  ]);
  return Object.fromEntries(entries);
}

/** What nobody expected stays inside anyway. */
function maskError({ kernel }: LiveSession, error: unknown): unknown {
  const known = toRpcError(error);
  if (known === undefined) return error;
  const { redact, redactText } = sessionRedactor(kernel.coordinator);
  return new RpcError(known.code, redactText(known.message), redact(known.data));
}
