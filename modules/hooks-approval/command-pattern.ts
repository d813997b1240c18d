/** The patterns of command rules: words with `*` in them, matched against the words of one simple command. */
import type { SimpleCommand } from "../lib/shell-command/index.ts";

interface PatternWord {
  /** The word without its glob stars, for a look at text that cannot be parsed. */
  readonly stem: string;
  readonly regex: RegExp;
  readonly endsOpen: boolean;
}
export type CommandPattern = readonly PatternWord[];

/** Splits at blanks; quotes and backslashes make characters literal, as in a shell. */
export function parseCommandPattern(text: string): CommandPattern {
  const words: PatternWord[] = [];
  for (const [raw] of text.matchAll(/(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\]|['"\\])+/gs)) words.push(parseWord(raw));
  return words;
}

/** A pattern that matches exactly these words. */
export function quoteWords(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
}

/**
 * Whether an allow rule covers the command: narrow. All words must be known and matched; only a last `*` leaves more words free. In
 * the command's name a last `*` stands for the words behind it, not for longer names: `ls*` is `ls -l`, not `lsof`.
 */
export function covers(pattern: CommandPattern, { argv }: SimpleCommand): boolean {
  const last = pattern.at(-1);
  if (last === undefined || argv.length < pattern.length - (last.stem === "" ? 1 : 0)) return false;
  if (!last.endsOpen && argv.length !== pattern.length) return false;
  return pattern.every((word, index) => {
    const actual = argv[index];
    if (word === last && word.stem === "" && word.endsOpen && index > 0) return true;
    if (actual?.isLiteral !== true) return false;
    return index === 0 && word.endsOpen && word.stem !== "" ? actual.text === word.stem : word.regex.test(actual.text);
  });
}

/**
 * Whether a deny or ask rule matches: wide. The name may be a path and be written in capitals, and the other words may stand
 * anywhere behind it. `maybe`: words that are not literal could complete the match.
 */
export function touches(pattern: CommandPattern, { argv }: SimpleCommand): "yes" | "maybe" | "no" {
  const [name, ...rest] = pattern;
  const [first, ...words] = argv;
  if (name === undefined || first?.isLiteral !== true) return "no";
  const base = first.text.slice(first.text.lastIndexOf("/") + 1);
  if (!name.regex.test(base.toLowerCase()) && !name.regex.test(base) && !name.regex.test(first.text)) return "no";
  let position = 0;
  for (const word of rest) {
    if (word.stem === "" && word.endsOpen) continue;
    const found = words.findIndex(
      (actual, index) => index >= position && actual.isLiteral && word.regex.test(actual.text),
    );
    if (found < 0) return words.some((actual) => !actual.isLiteral) ? "maybe" : "no";
    position = found + 1;
  }
  return "yes";
}

/** The same look at text that nobody can parse: the name as a word of its own, and the other words somewhere. */
export function mentions(pattern: CommandPattern, text: string): boolean {
  const bare = text.replace(/["'\\]/g, "").toLowerCase();
  const [name, ...rest] = pattern.map((word) => word.stem.toLowerCase());
  if (name === undefined || name === "") return true;
  const isNamed = new RegExp(`(?:^|[^\\w-])${escapeForRegex(name)}(?![\\w-])`).test(bare);
  return isNamed && rest.every((word) => bare.includes(word));
}

function parseWord(raw: string): PatternWord {
  let stem = "";
  let source = "";
  let endsOpen = false;
  for (const [token, single, double, escaped] of raw.matchAll(/'([^']*)'|"([^"]*)"|\\(.)|./gs)) {
    const quoted = single ?? double ?? escaped;
    endsOpen = quoted === undefined && token === "*";
    stem += endsOpen ? "" : (quoted ?? token);
    source += endsOpen ? ".*" : escapeForRegex(quoted ?? token);
  }
  return { stem, regex: new RegExp(`^${source.replace(/(?:\.\*)+/g, ".*")}$`, "s"), endsOpen };
}

function escapeForRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
