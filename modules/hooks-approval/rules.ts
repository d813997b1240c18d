/** Rules, made ready: patterns parsed, and the selectors that do not depend on a command's parts. */
import { matchesPattern } from "../../kernel/index.ts";
import type { CallFacts } from "./call-facts.ts";
import { type CommandPattern, parseCommandPattern } from "./command-pattern.ts";
import type { Rule } from "./config.ts";
import { type PathPattern, parsePathPattern } from "./path-pattern.ts";

export interface ReadyRule {
  readonly rule: Rule;
  /** How the rule is called in reasons and in the audit, such as `rules[2] (git push)`. */
  readonly name: string;
  readonly command: CommandPattern | undefined;
  readonly path: PathPattern | undefined;
}

export async function readyRule(rule: Rule, name: string, base: string): Promise<ReadyRule> {
  const about = [rule.tool, rule.server, rule.command, rule.path].filter((part) => part !== undefined).join(" ");
  return {
    rule,
    name: `${name} (${about})`,
    command: rule.command === undefined ? undefined : parseCommandPattern(rule.command),
    path: rule.path === undefined ? undefined : await parsePathPattern(rule.path, base),
  };
}

/** Whether the selectors for tools and servers let the rule speak of this call. */
export function isAbout({ rule }: ReadyRule, facts: CallFacts): boolean {
  if (rule.tool !== undefined && !matchesPattern(rule.tool, facts.toolName)) return false;
  if (rule.server === undefined) return true;
  return facts.server === undefined ? facts.toolName.startsWith(`mcp_${rule.server}_`) : facts.server === rule.server;
}
