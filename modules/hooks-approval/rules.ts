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
export function isAbout(ready: ReadyRule, facts: CallFacts): boolean {
  return isOfTool(ready, facts) && !isOutdated(ready, facts);
}

/** What was allowed is what the tool said that it does; to forbid, that does not count. */
function isOutdated({ rule }: ReadyRule, { version }: CallFacts): boolean {
  return rule.effect === "allow" && rule.version !== undefined && rule.version !== version;
}

/** A rule would allow the call, if the server had not changed its definition of the tool. */
export function wasAllowed(ready: ReadyRule, facts: CallFacts): boolean {
  return isOfTool(ready, facts) && isOutdated(ready, facts);
}

function isOfTool({ rule }: ReadyRule, facts: CallFacts): boolean {
  const { tool, server } = splitTool(rule);
  if (server !== undefined && !isOfServer(server, facts, rule.effect)) return false;
  if (tool === undefined || matchesPattern(tool, facts.toolName)) return true;
  return server !== undefined && matchesPattern(tool, bareName(facts));
}

/** `server/tool` in one selector says both. */
function splitTool({ tool, server }: Rule): Pick<Rule, "tool" | "server"> {
  const slash = tool?.indexOf("/") ?? -1;
  if (tool === undefined || slash < 0) return { tool, server };
  return { tool: tool.slice(slash + 1), server: tool.slice(0, slash) };
}

/** A name can be chosen to look like a server's, so only whoever mounts servers is believed; to forbid, the look is enough. */
function isOfServer(server: string, facts: CallFacts, effect: Rule["effect"]): boolean {
  if (facts.server !== undefined) return matchesPattern(server, facts.server);
  return effect !== "allow" && matchesPattern(`mcp_${server}_*`, facts.toolName);
}

/** The name that the server itself has for its tool. */
function bareName({ toolName, server }: CallFacts): string {
  const prefix = `mcp_${server}_`;
  return toolName.startsWith(prefix) ? toolName.slice(prefix.length) : toolName.replace(/^mcp_[^_]*_/, "");
}
