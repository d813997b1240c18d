/** Runs checks one after another, each within a limit; whatever a module does, each has an outcome. */
import { messageOf } from "../../kernel/index.ts";
import { type Check, type Subject, Violation } from "./check.ts";

export interface Outcome {
  readonly check: string;
  readonly requirement: string;
  readonly status: "ok" | "failed" | "skipped";
  /** What was wrong, or why it was not looked at. */
  readonly message?: string;
}

export interface RunOptions {
  /** Milliseconds for one check. */
  readonly timeoutMs?: number;
  /** The module runs elsewhere, and others have this process to themselves: what is thrown in it is no fault of the module's. */
  readonly isElsewhere?: boolean;
}

const CHECK_TIMEOUT_MS = 60_000;

export async function* runChecks(
  checks: readonly Check[],
  subject: Subject,
  { timeoutMs = CHECK_TIMEOUT_MS, isElsewhere = false }: RunOptions = {},
): AsyncGenerator<Outcome> {
  let broken: string | undefined;
  for (const check of checks) {
    const { name, requirement } = check;
    const message = `${broken} failed; mend that first`;
    if (broken !== undefined) {
      yield { check: name, requirement, status: "skipped", message };
      continue;
    }
    const outcome = await (isElsewhere ? outcomeOf : watched)(check, subject, timeoutMs);
    if (outcome.status === "failed" && check.isFoundation === true) broken = name;
    yield outcome;
  }
}

/** With an eye on what is thrown where nobody catches it. */
async function watched(check: Check, subject: Subject, timeoutMs: number): Promise<Outcome> {
  const strays: unknown[] = [];
  const onStray = (error: unknown): void => void strays.push(error);
  process.on("uncaughtException", onStray).on("unhandledRejection", onStray);
  const run = async (): Promise<string | undefined> => {
    const reason = await within(timeoutMs, check.run(subject));
    // What was thrown behind the back of the last await comes up now.
    await new Promise((resolve) => setImmediate(resolve));
    if (strays.length > 0) throw new Violation(`it threw where nobody could catch it: ${messageOf(strays[0])}`);
    return reason;
  };
  try {
    return await outcomeOf({ ...check, run }, subject, timeoutMs);
  } finally {
    process.off("uncaughtException", onStray).off("unhandledRejection", onStray);
  }
}

async function outcomeOf(check: Check, subject: Subject, timeoutMs: number): Promise<Outcome> {
  const about = { check: check.name, requirement: check.requirement };
  try {
    const reason = await within(timeoutMs, check.run(subject));
    return reason === undefined ? { ...about, status: "ok" } : { ...about, status: "skipped", message: reason };
  } catch (error) {
    return { ...about, status: "failed", message: faultOf(error) };
  }
}

function faultOf(error: unknown): string {
  return error instanceof Violation ? error.message : `it threw: ${messageOf(error)}`;
}

/** @throws Violation when the time is over; what it was waiting for is left behind */
export async function within<Value>(ms: number, work: Promise<Value>, what = "the check"): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Violation(`${what} did not end within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
