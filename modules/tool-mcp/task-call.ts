/**
 * A tool that runs as a task only, as the revision 2025-11-25 has it: starts the task, tells its status while it runs, and takes its
 * result. The SDK knows no tasks any more, so the messages are written here.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { CallToolResult, Client, Tool as Declared } from "@modelcontextprotocol/client";
import * as z from "zod";

interface TaskOptions {
  readonly signal: AbortSignal;
  readonly timeout: number;
  /** The task is alive. */
  readonly onStatus: (text: string) => void;
}

const taskSchema = z.looseObject({
  taskId: z.string(),
  status: z.string(),
  statusMessage: z.string().optional(),
  pollInterval: z.number().optional(),
});
const createdSchema = z.looseObject({ task: taskSchema });
const resultSchema = z.looseObject({ content: z.array(z.looseObject({ type: z.string() })) });

const MIN_POLL_MS = 200;
const MAX_POLL_MS = 10_000;
const CANCEL_TIMEOUT_MS = 5000;

export function isTask({ execution }: Declared): boolean {
  return execution?.taskSupport === "required";
}

export async function callAsTask(
  client: Client,
  params: { readonly name: string; readonly arguments: Record<string, unknown> },
  { onStatus, ...options }: TaskOptions,
): Promise<CallToolResult> {
  const { task } = await client.request(
    { method: "tools/call", params: { ...params, task: {} } },
    createdSchema,
    options,
  );
  const { taskId } = task;
  const over = new AbortController();
  const telling = tell(client, { task, onStatus, signal: AbortSignal.any([options.signal, over.signal]) });
  try {
    // The server answers when the task is over, whatever end it takes.
    const request = { method: "tasks/result", params: { taskId } };
    return (await client.request(request, resultSchema, options)) as CallToolResult;
  } catch (error) {
    if (options.signal.aborted) await cancel(client, taskId);
    throw error;
  } finally {
    over.abort();
    await telling;
  }
}

interface Telling {
  readonly task: z.output<typeof taskSchema>;
  readonly signal: AbortSignal;
  readonly onStatus: (text: string) => void;
}

/** Until the signal aborts, or the server does not say how it stands. */
async function tell(client: Client, { task, signal, onStatus }: Telling): Promise<void> {
  const pauseMs = Math.min(Math.max(task.pollInterval ?? 0, MIN_POLL_MS), MAX_POLL_MS);
  const request = { method: "tasks/get", params: { taskId: task.taskId } };
  try {
    for (;;) {
      await delay(pauseMs, undefined, { signal });
      const { status, statusMessage } = await client.request(request, taskSchema, { signal });
      onStatus(statusMessage ?? status);
    }
  } catch {
    // What goes wrong with the task is told by the request for its result.
  }
}

async function cancel(client: Client, taskId: string): Promise<void> {
  const request = { method: "tasks/cancel", params: { taskId } };
  await client.request(request, taskSchema, { timeout: CANCEL_TIMEOUT_MS }).catch(() => {});
}
