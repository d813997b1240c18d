/** Which known word was meant: the one that the fewest changes lead to. */

/** More changes than this, or than a third of the word, and it was something else. */
const MAX_CHANGES = 3;

export function nearest(word: string, known: readonly string[]): string | undefined {
  const limit = Math.min(MAX_CHANGES, Math.max(1, Math.floor(word.length / 3)));
  const [best] = known
    .map((candidate) => ({ candidate, changes: changesBetween(word, candidate) }))
    .filter(({ changes }) => changes <= limit)
    .sort((left, right) => left.changes - right.changes);
  return best?.candidate;
}

/** Characters put in, taken out or exchanged (Levenshtein). */
function changesBetween(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...left].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...right].entries()) {
      const exchanged = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(exchanged, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
