/** The tools `bash_output` and `bash_kill`: they look after commands that run in the background. To look changes nothing. */
import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import { failure, success, type Tool, type ToolContext, type ToolResult } from "../../kernel/index.ts";
import { defineTool } from "../lib/define-tool/index.ts";
import type { Job, Jobs } from "./jobs.ts";

const MAX_WAIT_S = 300;

const jobId = z.string().min(1).describe("The id that bash answered");
const outputSchema = z.strictObject({
  job_id: jobId.optional().describe("The id that bash answered; without it, all jobs are listed"),
  wait: z.number().nonnegative().max(MAX_WAIT_S).default(0).describe("Seconds to wait for its end before answering"),
});

export function outputTool(jobs: Jobs): Tool {
  return defineTool<z.output<typeof outputSchema>>({
    name: "bash_output",
    description:
      "Shows what a background command wrote since the last look, whether it still runs, and its return code. " +
      "Without a job_id it lists the background commands.",
    input: outputSchema,
    annotations: { readOnlyHint: true, openWorldHint: false },
    execute: async ({ job_id, wait }, { signal }) => {
      if (job_id === undefined) return success({ jobs: jobs.all.map((job) => job.summary()) });
      const job = jobs.get(job_id);
      if (job === undefined) return unknownJob(jobs, job_id);
      await endOf(job, wait, signal);
      return success(job.report());
    },
  });
}

export function killTool(jobs: Jobs): Tool {
  return defineTool({
    name: "bash_kill",
    description: "Ends a background command with all its processes, and shows what it wrote since the last look.",
    input: z.strictObject({ job_id: jobId }),
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    execute: async ({ job_id }) => {
      const job = jobs.get(job_id);
      if (job === undefined) return unknownJob(jobs, job_id);
      await job.kill();
      return success(job.report());
    },
  });
}

function unknownJob(jobs: Jobs, id: string): ToolResult {
  const known = jobs.all.map((job) => job.id).join(", ") || "none";
  return failure("not-found", `There is no job "${id}". The jobs are: ${known}.`);
}

/** Or the time is up, or the call is cancelled. */
async function endOf(job: Job, waitS: number, signal: ToolContext["signal"]): Promise<void> {
  if (waitS === 0 || signal.aborted) return;
  const over = new AbortController();
  const timer = delay(waitS * 1000, undefined, { signal: AbortSignal.any([signal, over.signal]) });
  await Promise.race([job.ended, timer.catch(() => undefined)]);
  over.abort();
}
