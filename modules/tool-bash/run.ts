/** Runs one command to its end and tells how it ended. */
import { failure, success, type ToolContext, type ToolResult } from "../../kernel/index.ts";
import { BoundedOutput, type Command, type Ending, startGroup, supervise } from "../lib/child-process/index.ts";
import { OutputText } from "./output-text.ts";

export interface RunLimits {
  readonly timeoutS: number;
  readonly maxOutputBytes: number;
  readonly isSandboxed: boolean;
}

/** `success` is an exit code of 0. The output is there whichever way the command ended. */
export async function runCommand(
  command: Command,
  limits: RunLimits,
  { signal, onOutput }: Pick<ToolContext, "signal" | "onOutput">,
): Promise<ToolResult> {
  const kept = { stdout: new BoundedOutput(limits.maxOutputBytes), stderr: new BoundedOutput(limits.maxOutputBytes) };
  const live = new OutputText(onOutput);
  const group = await startGroup(command);
  const ending = await supervise(group, {
    signal,
    timeoutMs: limits.timeoutS * 1000,
    onChunk: async (stream, chunk) => {
      kept[stream].push(chunk);
      await live.push(stream, chunk);
    },
  });
  const output = {
    stdout: kept.stdout.text(),
    stderr: kept.stderr.text(),
    returncode: ending.exit.code,
    truncated: kept.stdout.isTruncated || kept.stderr.isTruncated,
  };
  const note = noteOn(ending, output, limits);
  return judge(ending, { ...output, ...(note !== undefined && { note }) }, limits);
}

/** What a model would otherwise have to guess. */
function noteOn(ending: Ending, output: { readonly stderr: string }, { isSandboxed }: RunLimits): string | undefined {
  const isStopped = isSandboxed && ending.exit.code !== 0 && /Read-only file system|EROFS/.test(output.stderr);
  const notes = [...(isStopped ? [STOPPED] : []), ...(ending.hadLeftovers ? [LEFTOVERS] : [])];
  return notes.length === 0 ? undefined : notes.join(" ");
}

const STOPPED = "It ran in a sandbox that may write to the working directory, /tmp and sandbox_write_paths only.";
const LEFTOVERS = "Processes that the command left behind were ended; start such a command with run_in_background.";

function judge(ending: Ending, output: { readonly returncode: number }, limits: RunLimits): ToolResult {
  if (ending.cause === "aborted") return failure("cancelled", "The command was cancelled and ended.", output);
  if (ending.cause === "timeout") {
    const advice = "Give it a longer timeout, or run it in the background.";
    return failure("timeout", `The command was ended after ${limits.timeoutS} s. ${advice}`, output);
  }
  if (output.returncode === 0) return success(output);
  return failure("exit-code", `The command ended with exit code ${output.returncode}.`, output);
}
