/** How deny and ask rules match: widely, and in doubt they do. */
import type { SimpleCommand } from "../lib/shell-command/index.ts";
import { type CallFacts, isShellCall } from "./call-facts.ts";
import { type CommandPattern, mentions, touches } from "./command-pattern.ts";
import { changesPaths } from "./folder-change.ts";
import { realPathOf } from "./real-path.ts";
import { isAbout, type ReadyRule } from "./rules.ts";

/** `maybe`: what is not literal, or lies below, could match; somebody has to look at it. */
export type Match = "yes" | "maybe" | "no";

export async function forbids(rule: ReadyRule, facts: CallFacts): Promise<Match> {
  if (!isAbout(rule, facts)) return "no";
  const matches: Match[] = [];
  if (rule.command !== undefined) matches.push(commandMatch(rule.command, facts));
  if (rule.path !== undefined) matches.push(await pathMatch(rule, facts));
  if (matches.includes("no")) return "no";
  return matches.includes("maybe") ? "maybe" : "yes";
}

function commandMatch(pattern: CommandPattern, { shell }: CallFacts): Match {
  if (shell === undefined) return "no";
  if (!shell.parsed.ok) return mentions(pattern, shell.text) ? "yes" : "no";
  return strongest(shell.parsed.commands.map((command) => oneCommand(pattern, command)));
}

function oneCommand(pattern: CommandPattern, command: SimpleCommand): Match {
  const match = touches(pattern, command);
  if (match === "yes" || command.opaque === undefined) return match;
  // What cannot be read may be anything.
  return mentions(pattern, command.argv.map((word) => word.text).join(" ")) ? "yes" : "maybe";
}

async function pathMatch({ path: pattern }: ReadyRule, facts: CallFacts): Promise<Match> {
  if (pattern === undefined) return "no";
  const isHit = (path: string): boolean => pattern.matches(path, { ignoresCase: true });
  if (facts.paths.some(isHit)) return "yes";
  if (isShellCall(facts)) return shellPathMatch(facts, isHit);
  const searches = facts.isTrusted && facts.toolName === "grep";
  const folders = facts.paths.length > 0 ? facts.paths : [facts.workingDir];
  return searches && folders.some((folder) => pattern.liesBelow(folder)) ? "maybe" : "no";
}

/** Words that could be paths, and redirections. A line that cannot be read, or leaves the folder, could name anything. */
async function shellPathMatch({ shell, workingDir }: CallFacts, isHit: (path: string) => boolean): Promise<Match> {
  if (shell === undefined || !shell.parsed.ok) return "maybe";
  const { commands } = shell.parsed;
  const words = commands.flatMap(wordsOf);
  for (const word of words) {
    const path = word.isLiteral ? await realPathOrNothing(word.text, workingDir) : undefined;
    if (path !== undefined && isHit(path)) return "yes";
  }
  const isUncertain =
    words.some((word) => !word.isLiteral) ||
    changesPaths(commands) ||
    commands.some(({ opaque }) => opaque !== undefined);
  return isUncertain ? "maybe" : "no";
}

function wordsOf({ argv, redirections, assignments }: SimpleCommand): { text: string; isLiteral: boolean }[] {
  const words = [...argv, ...assignments.map(({ value }) => value)];
  const values = words.flatMap((word) => [word, ...pathsInside(word.text).map((text) => ({ ...word, text }))]);
  return [...values, ...redirections.map(({ target, isLiteral }) => ({ text: target, isLiteral }))];
}

/** A path may stand behind an option's letter, as in `-f/a`, behind what separates, as in `src=a,dst=b` or `@a`, and in a URL of a file. */
function pathsInside(word: string): string[] {
  const [, joined] = /^-\w+?([/~.].*)$/s.exec(word) ?? [];
  const [, local] = /^file:\/\/[^/]*(\/.*)$/is.exec(word) ?? [];
  const parts = /[=@:,]/.test(word) ? word.split(/[=@:,]/).slice(0, MAX_PARTS) : [];
  const [, value] = /^[^=]*=(.+)$/s.exec(word) ?? [];
  return [...new Set([joined, local, value, ...parts])].filter((part) => part !== undefined && part !== "") as string[];
}

const MAX_PARTS = 50;

/** A word need not be a path at all. */
async function realPathOrNothing(word: string, base: string): Promise<string | undefined> {
  try {
    return await realPathOf(word, base);
  } catch {
    return undefined;
  }
}

function strongest(matches: readonly Match[]): Match {
  if (matches.includes("yes")) return "yes";
  return matches.includes("maybe") ? "maybe" : "no";
}
