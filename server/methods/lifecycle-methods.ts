/** `initialize` and `kernel/status`: how a connection begins, and what the kernel is doing. */
import {
  commonVersion,
  initialize,
  kernelStatus,
  PROTOCOL_VERSIONS,
  type ReadParamsOf,
  type ResultOf,
} from "../../protocol/index.ts";
import type { Limits } from "../rpc/contracts.ts";
import type { Client, ClientOptions } from "../session/client.ts";
import { RequestError } from "../session/request-error.ts";
import { SERVER_NAME, SERVER_VERSION } from "../version.ts";
import { decodeParams, handle, type Methods } from "./handle.ts";
import type { MethodContext } from "./session-methods.ts";

/** What the server can do: a capability is an object, and one that is not here is not offered. */
const CAPABILITIES = {
  sessions: {},
  events: { replay: {} },
  approvals: {},
  input: {},
  tools: {},
  prompts: {},
  steering: {},
  contributions: {},
  settings: {},
};

/** Longer would look like a stall to whoever reads along. */
const MAX_LATENCY_MS = 1000;

export interface Initialization {
  readonly reply: ResultOf<typeof initialize>;
  readonly client: ClientOptions;
  readonly processId: number | undefined;
}

/** @throws RequestError `invalid-params`, `unsupported-version` */
export function readInitialize(
  params: unknown,
  server: { readonly cwd: string; readonly limits: Limits },
): Initialization {
  const request = decodeParams(initialize, params);
  const protocolVersion = commonVersion(request.protocolVersions);
  if (protocolVersion === undefined) {
    const [requested, supported] = [request.protocolVersions, [...PROTOCOL_VERSIONS]];
    const message = `None of the versions ${requested.join(", ")} is spoken here; the server speaks ${supported.join(", ")}.`;
    throw new RequestError("unsupported-version", message, { requested, supported });
  }
  const serverInfo = { name: SERVER_NAME, version: SERVER_VERSION };
  const reply = { protocolVersion, serverInfo, capabilities: CAPABILITIES, limits: { ...server.limits } };
  return { reply, client: clientOptions(request, server.cwd), processId: request.processId ?? undefined };
}

function clientOptions(request: ReadParamsOf<typeof initialize>, cwd: string): ClientOptions {
  const { clientInfo, capabilities, workspace, events } = request;
  return {
    name: clientInfo.name,
    cwd: workspace?.cwd ?? cwd,
    answersApprovals: capabilities.approvals !== undefined,
    answersInput: capabilities.input !== undefined,
    showsMessages: capabilities.display !== undefined,
    optOut: events?.optOut ?? [],
    maxLatencyMs: Math.min(events?.maxLatencyMs ?? 0, MAX_LATENCY_MS),
  };
}

export function statusMethods(
  context: MethodContext,
  server: { clients: () => readonly Client[]; limits: Limits },
): Methods {
  return handle(kernelStatus, async () => {
    const { rss, heapUsed } = process.memoryUsage();
    return {
      version: SERVER_VERSION,
      pid: process.pid,
      uptimeMs: Math.round(process.uptime() * 1000),
      memory: { rssBytes: rss, heapUsedBytes: heapUsed },
      sessions: context.registry.all.map((session) => ({
        sessionId: session.sessionId,
        status: session.status,
        turns: session.kernel.turns,
        pendingApprovals: session.approvals.pending.length,
      })),
      queues: context.registry.all.flatMap(({ sessionId, turns: { queue } }) => {
        const { held, entries } = queue;
        if (entries.length === 0) return [];
        return [{ sessionId, entries: entries.length, ...(held !== undefined && { held }) }];
      }),
      connections: server.clients().map((client) => ({
        id: client.connection.id,
        client: client.name,
        subscriptions: context.subscriptions.countOf(client),
        queuedBytes: client.connection.queuedBytes,
      })),
      limits: { ...server.limits },
    };
  });
}
