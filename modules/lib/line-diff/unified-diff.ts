/** The unified format, as `patch` and `git apply` read it. */
import { type Edit, editsBetween } from "./edits.ts";

export interface DiffLabels {
  readonly before: string;
  readonly after: string;
}

const CONTEXT_LINES = 3;

/** Nothing when both texts are the same. Only a line feed ends a line, so a change of line endings shows. */
export function unifiedDiff(before: string, after: string, labels: DiffLabels): string {
  if (before === after) return "";
  const a = linesOf(before);
  const b = linesOf(after);
  const hunks = hunksOf(editsBetween(a, b)).map((edits) => hunkText(a, b, edits));
  return `--- ${labels.before}\n+++ ${labels.after}\n${hunks.join("")}`;
}

/** Each line with the line feed that ends it. */
function linesOf(text: string): string[] {
  const lines = text.split("\n");
  const last = lines.pop() ?? "";
  return [...lines.map((line) => `${line}\n`), ...(last === "" ? [] : [last])];
}

/** Edits whose context would touch share a hunk. */
function hunksOf(edits: readonly Edit[]): Edit[][] {
  const hunks: Edit[][] = [];
  let lastEnd = Number.NEGATIVE_INFINITY;
  for (const edit of edits) {
    const hunk = hunks.at(-1);
    if (hunk !== undefined && edit.aStart - lastEnd <= 2 * CONTEXT_LINES) hunk.push(edit);
    else hunks.push([edit]);
    lastEnd = edit.aEnd;
  }
  return hunks;
}

function hunkText(a: readonly string[], b: readonly string[], edits: readonly Edit[]): string {
  const first = edits[0] as Edit;
  const last = edits.at(-1) as Edit;
  const lead = Math.min(CONTEXT_LINES, first.aStart);
  const aEnd = Math.min(a.length, last.aEnd + CONTEXT_LINES);
  const aStart = first.aStart - lead;
  const bStart = first.bStart - lead;
  const bEnd = last.bEnd + (aEnd - last.aEnd);
  let body = "";
  let at = aStart;
  for (const edit of edits) {
    body += marked(" ", a.slice(at, edit.aStart));
    body += marked("-", a.slice(edit.aStart, edit.aEnd));
    body += marked("+", b.slice(edit.bStart, edit.bEnd));
    at = edit.aEnd;
  }
  body += marked(" ", a.slice(at, aEnd));
  return `@@ -${range(aStart, aEnd)} +${range(bStart, bEnd)} @@\n${body}`;
}

function marked(mark: string, lines: readonly string[]): string {
  return lines.map((line) => mark + (line.endsWith("\n") ? line : `${line}\n\\ No newline at end of file\n`)).join("");
}

/** Lines count from 1; an empty range names the line before it. */
function range(start: number, end: number): string {
  const length = end - start;
  if (length === 0) return `${start},0`;
  return length === 1 ? `${start + 1}` : `${start + 1},${length}`;
}
