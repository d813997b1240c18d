/** Secrets of any length. A pattern may repeat only so often before its stack overflows; what goes on behind that is masked too. */

/** How often an open-ended pattern repeats: more than any key has, and far less than the stack bears. */
export const MAX_REPEATS = 65_536;
const ENDS = /[\s"'\\,;]/;

/** A pattern whose open ends (`{16,}`) are closed at `MAX_REPEATS`. */
export function withBounds(source: string): string {
  return source.replace(/,\}/g, `,${MAX_REPEATS}}`);
}

/** @param pattern a global one, out of `withBounds` */
export function maskRuns(text: string, pattern: RegExp, maskOf: (match: RegExpExecArray) => string): string {
  let clean = "";
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const { index, 0: secret } = match;
    if (index < from) continue;
    clean += text.slice(from, index) + maskOf(match);
    from = index + secret.length;
    if (secret.length >= MAX_REPEATS) from = endOfRun(text, from);
  }
  return from === 0 ? text : clean + text.slice(from);
}

function endOfRun(text: string, from: number): number {
  let end = from;
  while (end < text.length && !ENDS.test(text.charAt(end))) end += 1;
  return end;
}
