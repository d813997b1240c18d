/** Replaces exact text, and where it cannot, finds out why. Nothing here touches a file. */
import { Refusal } from "./refusal.ts";

export interface Replacement {
  readonly file_path: string;
  readonly old_string: string;
  readonly new_string: string;
  readonly replace_all: boolean;
}

const MAX_LISTED_LINES = 10;

/**
 * @param isNormalized the text has line feeds only, whatever the file has; so what is sought may have either
 * @throws Refusal `no-match`, `ambiguous`, `no-change`
 */
export function replaceText(
  text: string,
  replacement: Replacement,
  isNormalized: boolean,
): { readonly text: string; readonly replacements: number } {
  const adapt = (part: string): string => (isNormalized ? part.replaceAll("\r\n", "\n") : part);
  const sought = adapt(replacement.old_string);
  const put = adapt(replacement.new_string);
  if (sought === put) throw new Refusal("no-change", "old_string and new_string are the same; nothing would change.");
  const places = occurrences(text, sought);
  const [first] = places;
  if (first === undefined) throw new Refusal("no-match", explainMiss(text, sought, replacement.file_path));
  if (replacement.replace_all) {
    const parts = text.split(sought);
    return { text: parts.join(put), replacements: parts.length - 1 };
  }
  if (places.length > 1) throw new Refusal("ambiguous", explainMany(text, places, replacement.file_path));
  return { text: text.slice(0, first) + put + text.slice(first + sought.length), replacements: 1 };
}

/** Overlapping ones count: they are just as ambiguous. */
function occurrences(text: string, sought: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) places.push(at);
  return places;
}

function explainMany(text: string, places: readonly number[], path: string): string {
  const advice = "Take in more of the text around the one that you mean, or set replace_all.";
  return `old_string occurs ${places.length} times in ${path}, on ${linesAt(text, places)}. ${advice}`;
}

function linesAt(text: string, places: readonly number[]): string {
  const shown = places.slice(0, MAX_LISTED_LINES).map((place) => text.slice(0, place).split("\n").length);
  const more = places.length > shown.length ? ` and ${places.length - shown.length} more` : "";
  return `line${shown.length === 1 ? "" : "s"} ${[...new Set(shown)].join(", ")}${more}`;
}

function explainMiss(text: string, sought: string, path: string): string {
  const miss = `old_string does not occur in ${path}.`;
  if (sought.split("\n").every((line) => /^ *\d+\t/.test(line))) {
    return `${miss} It begins with line numbers: leave them and the tab after them out.`;
  }
  const endings = (part: string): string => part.replaceAll("\r\n", "\n");
  const plain = occurrences(endings(text), endings(sought));
  if (plain.length > 0) {
    return `${miss} It does, on ${linesAt(endings(text), plain)}, with other line endings: the file mixes LF and CR LF.`;
  }
  const line = lineThatDiffersInSpace(text, sought);
  if (line === undefined) return `${miss} Read the file again and copy the text exactly.`;
  return `${miss} Text on line ${line} differs from it only in white space: copy its indentation and spaces exactly.`;
}

/** The first line from where the text is the same but for white space. */
function lineThatDiffersInSpace(text: string, sought: string): number | undefined {
  const bare = (line: string): string => line.replaceAll(/\s+/g, "");
  const wanted = sought.split("\n").map(bare);
  while (wanted.length > 0 && wanted[0] === "") wanted.shift();
  while (wanted.length > 0 && wanted.at(-1) === "") wanted.pop();
  if (wanted.length === 0) return undefined;
  const lines = text.split("\n").map(bare);
  const isAt = (start: number): boolean =>
    wanted.length === 1
      ? (lines[start] ?? "").includes(wanted[0] ?? "")
      : wanted.every((line, index) => line === lines[start + index]);
  const found = lines.findIndex((_, start) => isAt(start));
  return found < 0 ? undefined : found + 1;
}
