/**
 * A seat belt, not a wall: it stops the classic accidents in a line before it runs. Whether a line may run at all is for the
 * approval hook, and what it can reach is for the sandbox.
 */
import { matchesPattern } from "../../kernel/index.ts";
import { SAFETY_RULES } from "./safety-rules.ts";
import type { LineCommand, ShellLine } from "./shell-line.ts";

export const SAFETY_PROFILES = ["strict", "standard", "permissive", "unrestricted"] as const;

export interface SafetyOptions {
  readonly profile: (typeof SAFETY_PROFILES)[number];
  /** Commands that no rule applies to, unless the profile is strict. */
  readonly allowed: readonly string[];
  readonly denied: readonly string[];
  /** What `~` stands for. */
  readonly home: string;
}

export interface SafetyRefusal {
  readonly rule: string;
  readonly reason: string;
}

/** Why the line must not run, or nothing. What is allowed is free of the profile's rules; what is denied is denied even so. */
export function safetyRefusal(line: ShellLine, options: SafetyOptions): SafetyRefusal | undefined {
  const { profile, allowed, denied } = options;
  if (profile === "unrestricted") return undefined;
  if (line.hasForkBomb) return { rule: "fork-bomb", reason: "it defines a function that starts itself without end" };
  const isFree = (command: LineCommand): boolean =>
    profile !== "strict" && line.isParsed && !writesFile(command) && allowed.some((one) => covers(one, command));
  const judged = line.commands.filter((command) => !isFree(command));
  return brokenRule(judged, options) ?? deniedCommand(line.commands, denied);
}

function brokenRule(commands: readonly LineCommand[], { profile, home }: SafetyOptions): SafetyRefusal | undefined {
  const rules = SAFETY_RULES.filter((rule) => rule.isGrave === true || profile !== "permissive");
  for (const command of commands) {
    const rule = rules.find((one) => one.matches(command, home));
    if (rule !== undefined) return { rule: rule.id, reason: `${rule.reason}: ${command.argv.join(" ")}`.trimEnd() };
  }
  return undefined;
}

function deniedCommand(commands: readonly LineCommand[], denied: readonly string[]): SafetyRefusal | undefined {
  for (const pattern of denied) {
    const command = commands.find((one) => covers(pattern, one) || beginsWith(pattern, one));
    if (command !== undefined) return { rule: "denied", reason: `"${pattern}" is denied: ${command.argv.join(" ")}` };
  }
  return undefined;
}

function writesFile({ redirects }: LineCommand): boolean {
  return redirects.some(({ op }) => op.includes(">"));
}

/** `git status` is that and nothing more; `*` stands for any run of characters. */
function covers(pattern: string, { argv }: LineCommand): boolean {
  return matchesPattern(normalize(pattern), argv.join(" ").toLowerCase());
}

/** Without a `*`, what denies `git push` denies it with every argument. */
function beginsWith(pattern: string, { argv }: LineCommand): boolean {
  const words = normalize(pattern).split(" ");
  return words.every((word, index) => matchesPattern(word, argv[index]?.toLowerCase() ?? ""));
}

function normalize(pattern: string): string {
  return pattern.trim().replaceAll(/\s+/g, " ").toLowerCase();
}
