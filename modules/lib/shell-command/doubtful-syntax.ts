/**
 * Shapes that bash and the parser are known to read differently, or that bash itself reads in two ways. Each was found by running
 * random lines in bash and comparing. Nobody needs them for honest work, so a line with one is refused.
 */
import type { SyntaxNode } from "unbash";

/** A text is doubtful when every pattern of a row is in it. */
const DOUBTFUL_TEXT: readonly { readonly patterns: readonly RegExp[]; readonly name: string }[] = [
  { patterns: [/(?<![ \t])\\\n/], name: "a line that is continued inside a word" },
  { patterns: [/\$'/, /`|\$\{|<</], name: "$'…' next to other expansions" },
  { patterns: [/`/, /\$\{/], name: "backticks next to ${…}" },
  { patterns: [/(?<![\s(])[<>]\(/], name: "a process substitution inside a word" },
  { patterns: [/\[\[/, /[<>]\(/], name: "a process substitution next to [[" },
];

/** Why the text as a whole cannot be trusted to mean what it parses to. */
export function doubtInText(text: string): string | undefined {
  return DOUBTFUL_TEXT.find(({ patterns }) => patterns.every((pattern) => pattern.test(text)))?.name;
}

export interface Surroundings {
  /** The text that the node's positions count in. */
  readonly source: string;
  /** It stands inside a substitution. */
  readonly isInner: boolean;
}

/** The same for one node. */
export function doubtInNode(node: SyntaxNode, { source, isInner }: Surroundings): string | undefined {
  switch (node.type) {
    case "Script":
      return node.errors === undefined || node.errors.length === 0 ? undefined : "a syntax error";
    case "CommandExpansion":
    case "ArithmeticCommandExpansion":
      if (node.script === undefined) return "a substitution that could not be read";
      return node.text.startsWith("`") && node.text.includes("\\") ? "a backslash inside backticks" : undefined;
    case "ProcessSubstitution":
      return node.script === undefined ? "a substitution that could not be read" : undefined;
    case "Command":
      return hasOddGap(node, source) ? "something between its words that does not belong there" : undefined;
    case "Redirect":
      return isDoubtfulDuplicate(node) ? "a redirection that bash expands twice" : undefined;
    case "Word":
      return (node.parts ?? []).length > 1 && node.parts?.some((part) => part.type === "ProcessSubstitution")
        ? "a process substitution inside a word"
        : undefined;
    case "ArithmeticExpansion":
      return isPlainArithmetic(node.text.slice(2)) ? undefined : "an expansion inside arithmetic";
    case "ArithmeticCommand":
      return isPlainArithmetic(node.body) ? undefined : "an expansion inside arithmetic";
    case "AnsiCQuoted":
      return HARMLESS_ESCAPES.test(node.text) ? undefined : "an unusual escape in $'…'";
    case "HereDoc":
      return doubtInHereDoc(node, isInner);
    case "Coproc":
      return "coproc";
    case "ExtendedGlob":
      return "an extended glob";
    case "Unknown":
      return "an expansion that is not known";
    default:
      return undefined;
  }
}

const HARMLESS_ESCAPES = /^\$'(?:[^\\]|\\(?:[abefnrtv\\'"?]|x[0-7][0-9a-fA-F]|[01][0-7]{2}))*'$/;

function isPlainArithmetic(body: string): boolean {
  return /^[\w\s+*/%<>=!&|^~?:,()$-]*\]?$/.test(body) && !body.includes("$(");
}

function doubtInHereDoc(node: Extract<SyntaxNode, { type: "HereDoc" }>, isInner: boolean): string | undefined {
  if (node.closing === undefined || node.delimiter === undefined) return "a here-document without an end";
  if (isInner) return "a here-document inside a substitution";
  const isLoose = !node.delimiter.quoted && /\$\{(?!\w+\})/.test(node.body.text);
  return isLoose ? "a complex expansion in a here-document" : undefined;
}

const MAX_LOOKAHEAD = 1000;

/** Between the words and redirections of a command there are blanks, behind it no `(`, and nothing that the parser may have skipped. */
function hasOddGap({ name, prefix, suffix }: Extract<SyntaxNode, { type: "Command" }>, source: string): boolean {
  const items = [...prefix, ...(name === undefined ? [] : [name]), ...suffix];
  return items.some((item, index) => {
    const next = items[index + 1];
    if (next === undefined) return /^[ \t]*\(/.test(source.slice(item.end, item.end + MAX_LOOKAHEAD));
    const isTouching = item.end === next.pos && isWord(item) && isWord(next);
    return isTouching || !/^(?:[ \t]|\\\n)*$/.test(source.slice(item.end, next.pos));
  });
}

function isWord({ type }: SyntaxNode): boolean {
  return type === "Word" || type === "Assignment";
}

/** bash expands the target of `>&` and `<&` twice unless it is a descriptor: `2>&1`, `<&3`, `>&-`, `>&3-`. */
function isDoubtfulDuplicate({ operator, target }: Extract<SyntaxNode, { type: "Redirect" }>): boolean {
  return operator.endsWith("&") && (target === undefined || !/^(?:\d+-?|-)$/.test(target.text));
}
