/** How far an answer may be remembered: exactly this, never something like it. */
import { type CallFacts, isShellCall } from "./call-facts.ts";
import { quoteWords } from "./command-pattern.ts";
import type { Rule } from "./config.ts";
import { changesFolder } from "./folder-change.ts";
import { quotePath } from "./path-pattern.ts";
import { isHarmlessRedirection } from "./shell-coverage.ts";

export interface Scope {
  /** What a remembered answer is about, in words for a person who sees the call. */
  readonly about: string;
  /** Rules, without their effect, that say the same in the config. Empty: it cannot be said there. */
  readonly selectors: readonly Omit<Rule, "effect">[];
  /** A yes is about a tool as its server defines it now. */
  readonly isVersioned?: boolean;
  /** The command line, when it is one. */
  readonly line?: string;
  /** Whether a yes may be remembered at all. */
  readonly isPlain: boolean;
}

export function scopeOf(facts: CallFacts): Scope {
  const { toolName: tool, server, version, paths } = facts;
  if (isShellCall(facts)) return shellScope(facts);
  // A tool that is not known may do anything with a command, or with a path.
  if (facts.isTrusted && paths.length > 0) {
    return {
      about: `${tool} on exactly ${paths.length === 1 ? "this path" : "these paths"}`,
      selectors: paths.length === 1 ? paths.map((path) => ({ tool, path: quotePath(path) })) : [],
      isPlain: paths.length === 1,
    };
  }
  return {
    about: `every use of ${tool}`,
    selectors: tool.includes("*") ? [] : [{ tool, ...(server && { server }), ...(version && { version }) }],
    isVersioned: version !== undefined,
    isPlain: !tool.includes("*"),
  };
}

function shellScope({ toolName: tool, shell }: CallFacts): Scope {
  const line = shell?.text ?? "";
  const nothing = { about: "exactly this command line", selectors: [], line, isPlain: false };
  if (shell?.parsed.ok !== true || shell.parsed.commands.length === 0) return nothing;
  const { commands } = shell.parsed;
  const isPlain = commands.every(
    ({ argv, assignments, redirections, opaque }) =>
      opaque === undefined &&
      assignments.length === 0 &&
      argv.every((word) => word.isLiteral) &&
      redirections.every(isHarmlessRedirection),
  );
  if (!isPlain) return nothing;
  if (changesFolder(commands)) return { ...nothing, isPlain };
  const run = commands.filter(({ argv, isTransparent }) => argv.length > 0 && !isTransparent);
  const patterns = [...new Set(run.map(({ argv }) => quoteWords(argv.map((word) => word.text))))];
  const about = patterns.length === 1 ? "exactly this command" : "exactly these commands";
  return { about, selectors: patterns.map((command) => ({ tool, command })), line, isPlain: patterns.length > 0 };
}
