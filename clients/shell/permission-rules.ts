/** Reads `--allow` and `--deny`: a tool's name, or a name with a pattern in parentheses. Which tools there are, the session knows. */
import type { PermissionRule, Permissions } from "./command.ts";
import { nearest } from "./nearest.ts";
import { ShellError } from "./shell-error.ts";

type Given = string | readonly string[] | undefined;

/** @throws ShellError for what is no rule */
export function readPermissionRules(given: { readonly allow?: Given; readonly deny?: Given }): PermissionRule[] {
  return EFFECTS.flatMap((effect) => [given[effect] ?? []].flat().map((text) => readRule(text, effect)));
}

/** A stored session keeps the rules that it was made with. @throws ShellError where there are others */
export function requireNoRules({ rules: [rule] }: Permissions): void {
  if (rule === undefined) return;
  throw new ShellError(
    `--${rule.effect}: it is for new sessions; one that comes back keeps the rules that it was made with. ` +
      "Leave it out and take --permission-mode, write the rule into the settings, or begin a new session.",
  );
}

const EFFECTS = ["allow", "deny"] as const;

/** What the pattern of a tool is about. With others it would never match, and forbid nothing. */
const PATTERNS: Readonly<Record<string, "command" | "path">> = {
  bash: "command",
  read_file: "path",
  write_file: "path",
  edit_file: "path",
};

function readRule(text: string, effect: PermissionRule["effect"]): PermissionRule {
  const [, tool = "", inner] = /^([^\s()]*)(?:\((.*)\))?$/s.exec(text.trim()) ?? [];
  const pattern = inner?.trim();
  const selector = Object.hasOwn(PATTERNS, tool) ? PATTERNS[tool] : undefined;
  const fault = faultOf({ tool, pattern, selector });
  if (fault !== undefined) {
    throw new ShellError(`--${effect} ${JSON.stringify(text)}: ${fault}; examples: ${EXAMPLES}.`);
  }
  return { tool, effect, ...(selector !== undefined && pattern !== undefined && { [selector]: pattern }) };
}

const EXAMPLES = "'bash(git status)', 'bash(npm run *)', 'write_file(src/**)', read_file";

interface Parts {
  readonly tool: string;
  readonly pattern: string | undefined;
  readonly selector: "command" | "path" | undefined;
}

function faultOf({ tool, pattern, selector }: Parts): string | undefined {
  if (tool === "") return "it must be a tool's name, alone or with one pattern in parentheses behind it";
  if (!/^[\w.*/-]+$/.test(tool)) return `${JSON.stringify(tool)} is no tool's name`;
  const lower = tool.toLowerCase();
  if (lower !== tool && Object.hasOwn(PATTERNS, lower)) return `capitals count; did you mean ${lower}`;
  if (pattern === undefined) return undefined;
  if (pattern === "") return "there is nothing in the parentheses; without them it is about every use of the tool";
  if (selector !== undefined) {
    return pattern.endsWith(":*") ? `a pattern ends with a blank and \`*\`, not with \`:*\`` : undefined;
  }
  const near = nearest(tool, Object.keys(PATTERNS));
  const advice = near === undefined ? "give its name alone" : `did you mean ${near}`;
  return `${tool} takes no pattern, only ${Object.keys(PATTERNS).join(", ")} do; ${advice}`;
}
