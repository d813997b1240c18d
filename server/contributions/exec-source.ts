/** The source of a module that is a process of its own: `exec:command args…`, or the same as an object. It starts nothing. */
import * as z from "zod";
import { KernelError, type ModuleEntry, type Problem, problemsOf } from "../../kernel/index.ts";

const PREFIX = "exec:";
const WORD = /(?:"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'])+/g;

const positive = z.int().positive();
const limits = z.strictObject({
  memory_mb: positive.optional().describe("Address space of each of its processes."),
  cpu_seconds: positive.optional().describe("Processor time of each of its processes."),
  start_timeout_ms: positive.default(30_000).describe("Until it has answered `module/mount`."),
  call_timeout_ms: positive.optional().describe("For one answer, where what it contributes names no time of its own."),
});
const shape = z.strictObject({
  command: z.string("it is required: the program to start").min(1, "it is required: the program to start"),
  args: z.array(z.string()).default([]),
  env: z
    .record(z.string(), z.string())
    .default({})
    .describe("Added to the few variables that pass; `${VAR}` is resolved."),
  cwd: z.string().optional().describe("Default: the session's."),
  limits: limits.prefault({}),
});

const sourceShape = z.strictObject({ exec: shape });

export type ExecSource = z.output<typeof shape>;

/** Whether a source starts a process: what trust in a workspace decides about. */
export function isExecSource(source: ModuleEntry["source"]): boolean {
  return typeof source === "string" ? source.startsWith(PREFIX) : source !== undefined && "exec" in source;
}

/** What is wrong with such a source, by its path under `path`. Whether the command is there is seen when it is started. */
export function execProblems(source: ModuleEntry["source"], path: string): Problem[] {
  if (typeof source === "string") {
    const problem = lineProblem(source.slice(PREFIX.length));
    return problem === undefined ? [] : [{ path, message: problem }];
  }
  const { error } = sourceShape.safeParse(source);
  return error === undefined ? [] : problemsOf(error, (at) => knownAt(at.slice(path.length)), path);
}

/** @throws KernelError `mount-plan-invalid` */
export function readExecSource(source: ModuleEntry["source"]): ExecSource {
  const problems = execProblems(source, "source");
  if (problems.length === 0) {
    return shape.parse(typeof source === "string" ? fromLine(source.slice(PREFIX.length)) : source?.exec);
  }
  const lines = problems.map(({ path, message }) => `${path}: ${message}`).join("; ");
  const hint = "give exec:command args…, or {exec: {command, args, env, cwd, limits}}";
  throw new KernelError("mount-plan-invalid", `${lines}; ${hint}`, { problems });
}

function knownAt(place: string): string[] {
  if (place === ".exec.limits") return Object.keys(limits.shape);
  return Object.keys(place === "" ? sourceShape.shape : shape.shape);
}

function lineProblem(line: string): string | undefined {
  if (/["']/.test(line.replace(WORD, ""))) return "a quote is opened and not closed";
  return fromLine(line).command === "" ? "it names no command; give exec:command args…" : undefined;
}

/** As one line, for lists and messages; without its environment. */
export function execLine({ command, args }: Pick<ExecSource, "command" | "args">): string {
  return `${PREFIX}${[command, ...args].map((word) => (/[\s"']|^$/.test(word) ? JSON.stringify(word) : word)).join(" ")}`;
}

/** Words are parted by blanks; quotes keep them together. There is no shell. */
export function fromLine(line: string): Pick<ExecSource, "command" | "args"> {
  const words = [...line.matchAll(WORD)].map(([word]) => unquoted(word));
  const [command = "", ...args] = words;
  return { command, args };
}

function unquoted(word: string): string {
  return word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'/g, (_, double: string | undefined, single: string | undefined) =>
    double === undefined ? (single ?? "") : double.replace(/\\(.)/g, "$1"),
  );
}
