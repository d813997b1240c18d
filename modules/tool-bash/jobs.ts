/** Commands that run in the background, until they end, are killed, or the session ends. */
import { messageOf } from "../../kernel/index.ts";
import {
  BoundedOutput,
  type Command,
  type Ending,
  type ProcessGroup,
  startGroup,
  supervise,
} from "../lib/child-process/index.ts";
import { OutputText } from "./output-text.ts";

export const MAX_RUNNING_JOBS = 16;
/** Jobs that have ended are forgotten in the order in which they were started. */
const MAX_KEPT_JOBS = 32;

export interface JobLimits {
  readonly maxOutputBytes: number;
  readonly timeoutS: number | undefined;
}

export interface JobSummary {
  readonly job_id: string;
  readonly pid: number;
  readonly status: "running" | "ended";
  /** Null while it runs. */
  readonly returncode: number | null;
}

export interface JobReport extends JobSummary {
  /** What came since the last report. */
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
}

export class Job {
  readonly id: string;
  readonly pid: number;
  /** Settles when the command has ended; never rejects. */
  readonly ended: Promise<void>;
  readonly #kept: { readonly stdout: BoundedOutput; readonly stderr: BoundedOutput };
  readonly #stop = new AbortController();
  #returncode: number | null = null;
  #isRunning = true;

  constructor(id: string, group: ProcessGroup, { maxOutputBytes, timeoutS }: JobLimits) {
    this.id = id;
    this.pid = group.pid;
    this.#kept = { stdout: new BoundedOutput(maxOutputBytes), stderr: new BoundedOutput(maxOutputBytes) };
    this.ended = this.#watch(group, timeoutS);
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  summary(): JobSummary {
    const status = this.#isRunning ? "running" : "ended";
    return { job_id: this.id, pid: this.pid, status, returncode: this.#returncode };
  }

  report(): JobReport {
    const { stdout, stderr } = this.#kept;
    const truncated = stdout.isTruncated || stderr.isTruncated;
    return { ...this.summary(), stdout: stdout.take(), stderr: stderr.take(), truncated };
  }

  async kill(): Promise<void> {
    this.#stop.abort();
    await this.ended;
  }

  async #watch(group: ProcessGroup, timeoutS: number | undefined): Promise<void> {
    // By whole characters: a report takes what there is, and the rest of a character may come after it.
    const text = new OutputText(async (stream, piece) => this.#kept[stream].push(Buffer.from(piece)));
    const onChunk = (stream: "stdout" | "stderr", chunk: Buffer): Promise<void> => text.push(stream, chunk);
    const limit = timeoutS === undefined ? {} : { timeoutMs: timeoutS * 1000 };
    const ending = await supervise(group, { signal: this.#stop.signal, onChunk, ...limit }).catch((error: unknown) => {
      this.#kept.stderr.push(Buffer.from(`\n[its output could not be read: ${messageOf(error)}]\n`));
      return undefined as Ending | undefined;
    });
    this.#returncode = ending?.exit.code ?? null;
    this.#isRunning = false;
  }
}

export class Jobs {
  readonly #jobs = new Map<string, Job>();
  #started = 0;
  #starting = 0;

  get isFull(): boolean {
    return [...this.#jobs.values()].filter((job) => job.isRunning).length + this.#starting >= MAX_RUNNING_JOBS;
  }

  get all(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  get(id: string): Job | undefined {
    return this.#jobs.get(id);
  }

  /** @throws an Error with a code when the command cannot be started */
  async start(command: Command, limits: JobLimits): Promise<Job> {
    this.#starting += 1;
    const group = await startGroup(command).finally(() => {
      this.#starting -= 1;
    });
    this.#started += 1;
    const job = new Job(`job-${this.#started}`, group, limits);
    this.#jobs.set(job.id, job);
    const over = this.#jobs.size - MAX_KEPT_JOBS;
    const ended = [...this.#jobs.values()].filter((one) => !one.isRunning);
    for (const old of ended.slice(0, Math.max(0, over))) this.#jobs.delete(old.id);
    return job;
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.#jobs.values()].map((job) => job.kill()));
  }
}
