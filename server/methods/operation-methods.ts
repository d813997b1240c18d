/** `session/fork`, `revert`, `enqueue`, `queue`, `configure`, `compact`: what is done with a session besides running turns. */
import type { ContentBlock } from "../../kernel/index.ts";
import {
  type ResultOf,
  sessionCompact,
  sessionConfigure,
  sessionEnqueue,
  sessionFork,
  sessionQueue,
  sessionRevert,
} from "../../protocol/index.ts";
import { RequestError } from "../session/request-error.ts";
import type { SessionTurns } from "../session/session-turns.ts";
import { handle, type Methods } from "./handle.ts";
import { type MethodContext, subscribe, toBlocks, toTurn } from "./session-methods.ts";

export function operationMethods(context: MethodContext): Methods {
  const { registry, clientOf } = context;
  return {
    ...handle(sessionFork, async ({ subscribe: wanted, ephemeral, ...params }, call) => {
      const { session, report, warnings } = await registry.fork({
        ...params,
        isEphemeral: ephemeral ?? false,
        meta: call.meta,
        onStart: (started) => subscribe(context, clientOf(call), started, wanted),
      });
      const atTurn = session.stored.metadata.forked_from?.at_turn ?? 0;
      const { sessionId } = session;
      return { sessionId, parentId: params.sessionId, atTurn, mounted: [...report.mounted], warnings: [...warnings] };
    }),
    ...handle(sessionRevert, async ({ sessionId, atTurn }) => {
      const session = await registry.get(sessionId);
      await session.turns.revert(atTurn);
      return { turns: session.kernel.turns, messages: session.stored.state.messages.length };
    }),
    ...handle(sessionEnqueue, async (params, call) => {
      const session = await registry.get(params.sessionId);
      session.attach(clientOf(call));
      const turnId = await session.turns.enqueue(toTurn(params));
      const { queue } = session.turns;
      return { entryId: turnId, turnId, position: queue.positionOf(turnId), held: queue.held !== undefined };
    }),
    ...handle(sessionQueue, async ({ sessionId, action, entryId, prompt }) => {
      const { turns } = await registry.get(sessionId);
      if (action === "clear") await turns.queue.clear();
      if (action === "run") await turns.release();
      if (action === "remove") await turns.queue.remove(required(entryId, "entryId"));
      if (action === "edit") await turns.edit(required(entryId, "entryId"), toBlocks(required(prompt, "prompt")));
      return queueOf(turns);
    }),
    ...handle(sessionConfigure, async ({ sessionId, _meta, ...change }) => {
      const session = await registry.get(sessionId);
      return session.configure(change);
    }),
    ...handle(sessionCompact, async ({ sessionId }) => {
      const session = await registry.get(sessionId);
      const { level, before_tokens, after_tokens, messages } = (await session.compact()) as CompactionReport;
      const numbers = { level, before_tokens, after_tokens, messages };
      return { compacted: (level ?? 0) > 0, ...numbers };
    }),
  };
}

type CompactionReport = Omit<ResultOf<typeof sessionCompact>, "compacted">;

function queueOf({ queue }: SessionTurns): ResultOf<typeof sessionQueue> {
  const entries = queue.entries.map(({ turn_id, prompt, options }) => {
    return { entryId: turn_id, turnId: turn_id, prompt: asSent(prompt), ...options };
  });
  return { entries: entries as ResultOf<typeof sessionQueue>["entries"], ...(queue.held && { held: queue.held }) };
}

/** A text that stands alone is told as one. */
function asSent(prompt: readonly ContentBlock[]): string | readonly ContentBlock[] {
  const [first, ...others] = prompt;
  return first?.type === "text" && others.length === 0 ? first.text : prompt;
}

function required<Value>(value: Value | undefined, name: string): Value {
  if (value !== undefined) return value;
  throw new RequestError("invalid-params", `${name}: this action needs it`);
}
