/** Blanks out the code of a Markdown text, fenced and inline, so that what is left is prose. In time that grows with the text alone. */

export function maskCode(text: string): string {
  const isFenced = text.split("\n").map(fenceScan());
  const prose = text
    .split("\n")
    .map((line, index) => (isFenced[index] ? " ".repeat(line.length) : line))
    .join("\n");
  return maskSpans(prose);
}

/** Whether each line belongs to a fenced block; one that never closes goes to the end. */
function fenceScan(): (line: string) => boolean {
  let fence: string | undefined;
  return (line) => {
    const mark = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    const [, ticks = "", rest = ""] = mark ?? [];
    if (fence === undefined) {
      if (mark === null || (ticks.startsWith("`") && rest.includes("`"))) return false;
      fence = ticks;
      return true;
    }
    if (ticks.startsWith(fence) && rest.trim() === "") fence = undefined;
    return true;
  };
}

/** A run of backticks closes with the next run of the same length; without one, it is text. */
function maskSpans(text: string): string {
  const runs = [...text.matchAll(/`+/g)].map((run) => ({ start: run.index, length: run[0].length }));
  const closers = new Map<number, number>();
  const next = runs.map(() => -1);
  for (let index = runs.length - 1; index >= 0; index -= 1) {
    const { length } = runs[index] ?? { length: 0 };
    next[index] = closers.get(length) ?? -1;
    closers.set(length, index);
  }
  const parts: string[] = [];
  let position = 0;
  for (let index = 0; index < runs.length; index += 1) {
    const [open, close] = [runs[index], runs[next[index] ?? -1]];
    if (open === undefined || close === undefined) continue;
    const end = close.start + close.length;
    parts.push(text.slice(position, open.start), " ".repeat(end - open.start));
    position = end;
    index = next[index] ?? index;
  }
  return parts.join("") + text.slice(position);
}
