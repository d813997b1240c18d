/** What the tests of tool-bash share. Lines that they run are harmless, whatever the tool does with them. */
import assert from "node:assert/strict";
import type { JsonObject, ToolResult } from "../../../kernel/index.ts";
import { hasRunningMember } from "../../../modules/lib/child-process/running-members.ts";
import { module } from "../../../modules/tool-bash/index.ts";
import { type ToolFixture, withTools } from "../tool-fixture.ts";

export interface BashOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly returncode: number;
  readonly truncated: boolean;
  readonly note?: string;
}

export interface JobOutput {
  readonly job_id: string;
  readonly pid: number;
  readonly status: "running" | "ended";
  readonly returncode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Without a sandbox, unless the config says otherwise. */
export async function withBash(config: JsonObject, run: (fixture: ToolFixture) => Promise<void>): Promise<void> {
  await withTools(module, { sandbox: "off", timeout: 50, ...config }, run);
}

/** The output of a command, whether it succeeded or not. */
export function bashOutput(result: ToolResult): BashOutput {
  assert.ok(result.output, result.error?.message);
  return result.output as BashOutput;
}

/** A signal that aborts, and an `onOutput` that aborts it, once the command has written the text. */
export function abortOn(text: string): {
  signal: AbortSignal;
  onOutput: (stream: string, text: string) => Promise<void>;
} {
  const controller = new AbortController();
  let seen = "";
  const onOutput = async (_: string, piece: string): Promise<void> => {
    seen += piece;
    if (seen.includes(text)) controller.abort();
  };
  return { signal: controller.signal, onOutput };
}

/** @param pid of the shell that leads the group */
export function isRunning(pid: number | string): boolean {
  return hasRunningMember(Number(pid));
}

/** Asks again until the answer is there; the suite's deadline ends what never comes. */
export async function until<Value>(ask: () => Promise<Value | undefined>): Promise<Value> {
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
