/** `session/*`: making sessions, running turns, and what is known of them. */

import { resolve } from "node:path";
import type { ContentBlock } from "../../kernel/index.ts";
import {
  type ReadParamsOf,
  sessionCancel,
  sessionClose,
  sessionCreate,
  sessionDelete,
  sessionExecute,
  sessionResume,
  sessionSteer,
} from "../../protocol/index.ts";
import type { RpcCall } from "../rpc/contracts.ts";
import type { Client } from "../session/client.ts";
import type { LiveSession } from "../session/live-session.ts";
import { RequestError } from "../session/request-error.ts";
import type { SessionRegistry } from "../session/session-registry.ts";
import type { TurnRequest } from "../session/session-turns.ts";
import type { Subscriptions } from "../session/subscriptions.ts";
import type { SessionStore } from "../store/contracts.ts";
import { StoreError } from "../store/store-error.ts";
import { handle, type Methods } from "./handle.ts";

export interface MethodContext {
  readonly registry: SessionRegistry;
  readonly store: SessionStore;
  readonly subscriptions: Subscriptions;
  readonly clientOf: (call: RpcCall) => Client;
}

export function sessionMethods(context: MethodContext): Methods {
  const { registry } = context;
  return {
    ...handle(sessionCreate, async (params, call) => {
      const client = context.clientOf(call);
      const { session, report, warnings } = await registry.create({
        ...params,
        cwd: resolve(client.cwd, params.cwd ?? "."),
        isEphemeral: params.ephemeral ?? false,
        meta: call.meta,
        onStart: (started) => subscribe(context, client, started, params.subscribe),
      });
      return { sessionId: session.sessionId, mounted: [...report.mounted], warnings: [...warnings] };
    }),
    ...handle(sessionResume, async (params, call) => {
      const client = context.clientOf(call);
      const onStart = (started: LiveSession): void => subscribe(context, client, started, params.subscribe);
      const { session, report, warnings } = await registry.resume(params.sessionId, onStart);
      const { sessionId, stored } = session;
      return { sessionId, mounted: [...report.mounted], warnings: [...warnings], repairs: [...stored.repairs] };
    }),
    ...handle(sessionExecute, async (params, call) => {
      const session = await registry.get(params.sessionId);
      session.attach(context.clientOf(call));
      return session.turns.execute({ ...toTurn(params), meta: call.meta }, call.signal);
    }),
    ...handle(sessionSteer, async ({ sessionId, prompt, expectedTurnId }) => {
      const session = await registry.get(sessionId);
      return { accepted: session.turns.steer(toBlocks(prompt), expectedTurnId) };
    }),
    ...handle(sessionCancel, async ({ sessionId, mode, toolCallId }) => {
      const session = await registry.get(sessionId);
      if (toolCallId !== undefined)
        return { cancelled: session.kernel.coordinator.cancellation.cancelTool(toolCallId) };
      return { cancelled: await session.cancel(mode) };
    }),
    ...handle(sessionClose, async ({ sessionId }) => {
      await registry.close(await registry.get(sessionId));
      return null;
    }),
    ...handle(sessionDelete, async ({ sessionId }) => {
      await deleteTree(context, sessionId);
      return null;
    }),
  };
}

/** With the session go its sub-sessions, which come first: what cannot be deleted then still has what it belongs to. */
async function deleteTree(context: MethodContext, sessionId: string): Promise<void> {
  const { registry, store } = context;
  const live = await registry.lookUp(sessionId);
  if (live !== undefined) await registry.close(live);
  // A session whose metadata cannot be read can be deleted all the same.
  const metadata = live?.stored.metadata ?? (await store.read(sessionId).catch(() => undefined))?.metadata;
  for (const child of metadata?.sub_sessions ?? []) await deleteTree(context, child).catch(unlessMissing);
  if (live === undefined || live.stored.isKept) await store.delete(sessionId);
}

function unlessMissing(error: unknown): void {
  if (!(error instanceof StoreError && error.kind === "session-not-found")) throw error;
}

/** The connection that makes or resumes a session hears of it from its first event on. */
export function subscribe(
  context: MethodContext,
  client: Client,
  session: LiveSession,
  wanted: boolean | string[] | undefined,
): void {
  session.attach(client);
  if (wanted === false) return;
  const patterns = Array.isArray(wanted) ? wanted : ["*"];
  const request = { sessionId: session.sessionId, patterns, includesChildren: true, isImplied: true };
  const id = context.subscriptions.add(client, request);
  if (id === undefined)
    throw new RequestError(
      "overloaded",
      "This connection has too many subscriptions; end some with event/unsubscribe.",
    );
}

/** From a request's params to a turn; a member that is not there does not become one that is undefined. */
export function toTurn(params: ReadParamsOf<typeof sessionExecute>): TurnRequest {
  const { prompt, turnId, provider, model, effort, outputSchema, maxIterations } = params;
  return {
    prompt: toBlocks(prompt),
    turnId,
    options: {
      ...(provider !== undefined && { provider }),
      ...(model !== undefined && { model }),
      ...(effort !== undefined && { effort }),
      ...(outputSchema !== undefined && { outputSchema }),
      ...(maxIterations !== undefined && { maxIterations }),
    },
  };
}

export function toBlocks(prompt: string | ContentBlock[]): ContentBlock[] {
  return typeof prompt === "string" ? [{ type: "text", text: prompt }] : prompt;
}
