/** The tool `bash`: a command line, in the foreground or in the background. */
import * as z from "zod";
import {
  type ApprovalDetail,
  type Coordinator,
  failure,
  messageOf,
  success,
  type Tool,
  type ToolContext,
  type ToolResult,
} from "../../kernel/index.ts";
import type { Command } from "../lib/child-process/index.ts";
import { defineTool } from "../lib/define-tool/index.ts";
import type { Config } from "./config.ts";
import { type Jobs, MAX_RUNNING_JOBS } from "./jobs.ts";
import { Launcher } from "./launcher.ts";
import { runCommand } from "./run.ts";
import { safetyRefusal } from "./safety.ts";
import { readShellLine } from "./shell-line.ts";
import { Slots } from "./slots.ts";

/** Less than what Linux takes as one argument. */
const MAX_COMMAND_CHARS = 100_000;

const inputSchema = z.strictObject({
  command: z.string().min(1).max(MAX_COMMAND_CHARS).describe("The command line, run by bash"),
  timeout: z
    .number()
    .positive()
    .max(86_400)
    .optional()
    .describe("Seconds that it may take; in the background: no limit unless given"),
  run_in_background: z
    .boolean()
    .default(false)
    .describe("Answer at once with a job id, for bash_output and bash_kill, and let it run"),
  description: z.string().optional().describe("What it does, in a few words, for the person who reads along"),
});
type Input = z.output<typeof inputSchema>;

/** @returns the tool, and what ends the calls that run when it is unmounted */
export function bashTool(
  coordinator: Coordinator,
  config: Config,
  jobs: Jobs,
): { readonly tool: Tool; readonly close: () => Promise<void> } {
  const runner = new Runner(coordinator, config, jobs);
  const tool = defineTool<Input>({
    name: "bash",
    description:
      "Runs a command line in a fresh bash, in the session's working directory, and answers stdout, stderr and the return " +
      `code. Nothing is kept between calls. It ends after ${config.timeout} s unless timeout says otherwise; what should go ` +
      "on running, such as a server, needs run_in_background.",
    input: inputSchema,
    annotations: { readOnlyHint: false, destructiveHint: config.require_approval, openWorldHint: true },
    execute: (input, context) => runner.run(input, context),
    preview: (input) => runner.preview(input),
  });
  return { tool, close: () => runner.close() };
}

class Runner {
  readonly #coordinator: Coordinator;
  readonly #config: Config;
  readonly #jobs: Jobs;
  readonly #launcher: Launcher;
  readonly #slots: Slots;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<ToolResult>>();

  constructor(coordinator: Coordinator, config: Config, jobs: Jobs) {
    this.#coordinator = coordinator;
    this.#config = config;
    this.#jobs = jobs;
    this.#launcher = new Launcher(coordinator, config);
    this.#slots = new Slots(config.max_concurrent);
  }

  async preview({ command }: Input): Promise<ApprovalDetail> {
    return { command, path: await this.#launcher.folder() };
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error("the tool was unmounted"));
    await Promise.allSettled(this.#running);
  }

  async run(input: Input, context: ToolContext): Promise<ToolResult> {
    const signal = AbortSignal.any([context.signal, this.#closing.signal]);
    const call = this.#run(input, { ...context, signal });
    this.#running.add(call);
    try {
      return await call;
    } finally {
      this.#running.delete(call);
    }
  }

  /** The place in the line is that of the call, however long it takes to look at the command. */
  async #run(input: Input, context: ToolContext): Promise<ToolResult> {
    const release = input.run_in_background ? () => {} : await this.#slots.take(context.signal);
    if (release === undefined) return CANCELLED;
    try {
      return await this.#checkAndRun(input, context);
    } finally {
      release();
    }
  }

  async #checkAndRun(input: Input, context: ToolContext): Promise<ToolResult> {
    const refusal = await this.#unsafe(input.command, context.toolCallId);
    if (refusal !== undefined) return refusal;
    const launch = await this.#launcher.prepare(input.command);
    if ("refusal" in launch) return failure(launch.refusal.kind, launch.refusal.message);
    if (differs(context.approved, { command: input.command, path: launch.command.cwd })) {
      return failure("changed", "The command or its folder is not what was allowed. Ask again.");
    }
    try {
      return input.run_in_background
        ? await this.#startJob(launch.command, input.timeout, context.signal)
        : await this.#runNow(input, launch, context);
    } catch (error) {
      return failure("spawn-failed", `The shell could not be started: ${messageOf(error)}.`);
    }
  }

  async #runNow(
    input: Input,
    { command, isSandboxed }: { readonly command: Command; readonly isSandboxed: boolean },
    context: ToolContext,
  ): Promise<ToolResult> {
    const timeoutS = input.timeout ?? this.#config.timeout;
    return runCommand(command, { timeoutS, maxOutputBytes: this.#config.max_output_bytes, isSandboxed }, context);
  }

  async #startJob(command: Command, timeoutS: number | undefined, signal: ToolContext["signal"]): Promise<ToolResult> {
    if (signal.aborted) return CANCELLED;
    if (this.#jobs.isFull) {
      return failure("too-many-jobs", `${MAX_RUNNING_JOBS} background commands run already. End one with bash_kill.`);
    }
    const job = await this.#jobs.start(command, { maxOutputBytes: this.#config.max_output_bytes, timeoutS });
    return success({ job_id: job.id, pid: job.pid });
  }

  async #unsafe(command: string, toolCallId: string): Promise<ToolResult | undefined> {
    const { safety_profile: profile, allowed_commands, denied_commands, safety_overrides } = this.#config;
    if (profile === "unrestricted") return undefined;
    const refusal = safetyRefusal(await readShellLine(command), {
      profile,
      allowed: [...safety_overrides.allow, ...allowed_commands],
      denied: [...denied_commands, ...safety_overrides.block],
      home: this.#launcher.home,
    });
    if (refusal === undefined) return undefined;
    const reason = `The safety profile "${profile}" refuses this command, because ${refusal.reason}.`;
    const about = { rule: refusal.rule, tool_name: "bash", tool_call_id: toolCallId };
    await this.#coordinator.hooks.emit("policy:violation", { ...about, reason });
    return failure("denied", reason);
  }
}

const CANCELLED = failure("cancelled", "The command was cancelled before it ran.");

function differs(approved: ApprovalDetail | undefined, now: ApprovalDetail): boolean {
  if (approved?.command === undefined) return false;
  return approved.command !== now.command || approved.path !== now.path;
}
