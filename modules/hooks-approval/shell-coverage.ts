/** How allow rules cover a shell line: only if every simple command in it is covered, and everything that it writes to. */
import type { ShellRedirection, SimpleCommand } from "../lib/shell-command/index.ts";
import type { CallFacts } from "./call-facts.ts";
import { type CommandPattern, covers } from "./command-pattern.ts";
import { changesPaths, meansAnother } from "./folder-change.ts";
import { readsProcesses } from "./other-processes.ts";
import { realPathOf } from "./real-path.ts";
import { isRiskyAssignment } from "./risky-assignment.ts";

export interface Allowances {
  readonly commands: readonly CommandPattern[];
  readonly mayWrite: (realPath: string) => boolean;
}

/** Why the line is not covered, in words for a person; or nothing: it is. */
export async function uncovered(facts: CallFacts, allowances: Allowances): Promise<string | undefined> {
  const parsed = facts.shell?.parsed;
  if (parsed === undefined) return "there is no command in it";
  if (!parsed.ok) return `the line cannot be read with certainty: ${parsed.reason}`;
  if (parsed.commands.length === 0) return "there is no command in it";
  const elsewhere = await meansAnother(parsed.commands, facts.workingDir);
  if (elsewhere !== undefined) return elsewhere;
  const leavesFolder = changesPaths(parsed.commands);
  for (const command of parsed.commands) {
    const problem = problemOf(command, allowances.commands);
    if (problem !== undefined) return problem;
    for (const redirection of command.redirections) {
      const written = await unwritable(redirection, { ...allowances, workingDir: facts.workingDir, leavesFolder });
      if (written !== undefined) return written;
    }
  }
  return undefined;
}

/** Whether a redirection leaves every file as it is. */
export function isHarmlessRedirection({ operator, target, isLiteral }: ShellRedirection): boolean {
  if (!isLiteral) return false;
  if (HARMLESS_TARGETS.has(target)) return true;
  return operator === "<" && !target.startsWith("/dev/");
}

const HARMLESS_TARGETS = new Set(["/dev/null", "/dev/stdout", "/dev/stderr", "/dev/stdin", "/dev/zero"]);

function problemOf(command: SimpleCommand, patterns: readonly CommandPattern[]): string | undefined {
  const { argv, assignments, redirections, opaque, isTransparent } = command;
  if (opaque !== undefined) return `part of the line cannot be judged: ${opaque}`;
  const files = redirections.map(({ target, isLiteral }) => ({ text: target, isLiteral }));
  const telling = [...argv, ...files].find(readsProcesses);
  if (telling !== undefined) return `${telling.text} may tell what other processes were started with, secrets among it`;
  const risky = assignments.find((assignment) => isRiskyAssignment(assignment, argv.length > 0));
  if (risky !== undefined) return `it sets ${risky.name}, which may change what commands do`;
  if (isTransparent || argv.length === 0 || patterns.some((pattern) => covers(pattern, command))) return undefined;
  return `no rule allows this use of ${argv[0]?.text}`;
}

async function unwritable(
  redirection: ShellRedirection,
  context: Pick<Allowances, "mayWrite"> & { readonly workingDir: string; readonly leavesFolder: boolean },
): Promise<string | undefined> {
  if (isHarmlessRedirection(redirection)) return undefined;
  const { target, isLiteral, operator } = redirection;
  if (!isLiteral) return `${operator} ${target} cannot be judged, because the file's name is not literal`;
  if (context.leavesFolder) return `it changes where paths lead, and uses ${operator} ${target}`;
  const path = await realPathOf(target, context.workingDir);
  return context.mayWrite(path) ? undefined : `no rule allows writing to ${path}`;
}
