/**
 * What turns one list of lines into another: the common head and tail are set aside, the middle is compared by Myers' greedy
 * algorithm, and where that would take too long the whole middle is replaced. Correct always, shortest where it is cheap.
 */

/** `before[aStart, aEnd)` becomes `after[bStart, bEnd)`. */
export interface Edit {
  readonly aStart: number;
  readonly aEnd: number;
  readonly bStart: number;
  readonly bEnd: number;
}

/** Lines that may be deleted and added before the middle is replaced as one; memory grows with its square. */
const MAX_DISTANCE = 1000;

/** In order, apart from each other by at least one common line. */
export function editsBetween(before: readonly string[], after: readonly string[]): Edit[] {
  const head = commonHead(before, after);
  const tail = commonTail(before, after, head);
  const a = before.slice(head, before.length - tail);
  const b = after.slice(head, after.length - tail);
  if (a.length === 0 && b.length === 0) return [];
  const whole = { aStart: 0, aEnd: a.length, bStart: 0, bEnd: b.length };
  const edits = a.length === 0 || b.length === 0 ? [whole] : (shortestEdits(a, b) ?? [whole]);
  return edits.map((edit) => ({
    aStart: edit.aStart + head,
    aEnd: edit.aEnd + head,
    bStart: edit.bStart + head,
    bEnd: edit.bEnd + head,
  }));
}

function commonHead(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

function commonTail(a: readonly string[], b: readonly string[], head: number): number {
  let length = 0;
  const most = Math.min(a.length, b.length) - head;
  while (length < most && a[a.length - 1 - length] === b[b.length - 1 - length]) length += 1;
  return length;
}

/** Myers 1986. Nothing when the distance is over the limit. */
function shortestEdits(a: readonly string[], b: readonly string[]): Edit[] | undefined {
  const limit = Math.min(a.length + b.length, MAX_DISTANCE);
  const furthest = new Int32Array(2 * limit + 2);
  /** For each distance, how far each diagonal had come before it. */
  const trace: Int32Array[] = [];
  for (let distance = 0; distance <= limit; distance++) {
    trace.push(furthest.slice(limit - distance, limit + distance + 2));
    for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
      const at = limit + diagonal;
      const isDown =
        diagonal === -distance || (diagonal !== distance && cell(furthest, at - 1) < cell(furthest, at + 1));
      let x = isDown ? cell(furthest, at + 1) : cell(furthest, at - 1) + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x += 1;
      furthest[at] = x;
      if (x >= a.length && x - diagonal >= b.length) return walkBack(trace, a.length, b.length);
    }
  }
  return undefined;
}

function walkBack(trace: readonly Int32Array[], aLength: number, bLength: number): Edit[] {
  const edits: Edit[] = [];
  let x = aLength;
  let y = bLength;
  for (let distance = trace.length - 1; distance > 0; distance--) {
    const furthest = trace[distance] ?? new Int32Array();
    const diagonal = x - y;
    const at = distance + diagonal;
    const isDown = diagonal === -distance || (diagonal !== distance && cell(furthest, at - 1) < cell(furthest, at + 1));
    const fromX = isDown ? cell(furthest, at + 1) : cell(furthest, at - 1);
    const fromY = fromX - (isDown ? diagonal + 1 : diagonal - 1);
    const edit = isDown
      ? { aStart: fromX, aEnd: fromX, bStart: fromY, bEnd: fromY + 1 }
      : { aStart: fromX, aEnd: fromX + 1, bStart: fromY, bEnd: fromY };
    prepend(edits, edit);
    [x, y] = [fromX, fromY];
  }
  return edits.reverse();
}

/** Edits are found from the end; one that touches the one found before joins it. */
function prepend(edits: Edit[], edit: Edit): void {
  const next = edits.at(-1);
  if (next?.aStart !== edit.aEnd || next.bStart !== edit.bEnd) edits.push(edit);
  else edits[edits.length - 1] = { ...edit, aEnd: next.aEnd, bEnd: next.bEnd };
}

function cell(values: Int32Array, index: number): number {
  return values[index] ?? 0;
}
