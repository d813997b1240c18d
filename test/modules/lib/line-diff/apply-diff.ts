/** Applies a unified diff as strictly as can be: every line of context and every removed line must be there. */
import assert from "node:assert/strict";

export function applyDiff(before: string, diff: string): string {
  if (diff === "") return before;
  const source = before.split(/(?<=\n)/);
  const hunks = diff.split(/^(?=@@ )/m).slice(1);
  let after = "";
  let at = 0;
  for (const hunk of hunks) {
    const head = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@\n/.exec(hunk);
    assert.ok(head, `no head: ${hunk.slice(0, 40)}`);
    const [removedCount, addedCount] = [Number(head[2] ?? 1), Number(head[4] ?? 1)];
    const start = Number(head[1]) - (removedCount === 0 ? 0 : 1);
    after += source.slice(at, start).join("");
    assert.equal(
      after.split("\n").length - 1,
      Number(head[3]) - (addedCount === 0 ? 0 : 1),
      "where the new lines begin",
    );
    at = start;
    const lines = linesOf(hunk.slice(head[0].length));
    for (const line of lines) {
      if (line[0] !== "+") assert.equal(source[at++], line.slice(1));
      if (line[0] !== "-") after += line.slice(1);
    }
    assert.equal(lines.filter((line) => line[0] !== "+").length, removedCount);
    assert.equal(lines.filter((line) => line[0] !== "-").length, addedCount);
  }
  return after + source.slice(at).join("");
}

/** Each with its mark; a line that has no line feed has none here either. */
function linesOf(body: string): string[] {
  const lines: string[] = [];
  for (const line of body.split(/(?<=\n)/)) {
    if (line.startsWith("\\")) lines.push((lines.pop() ?? "").slice(0, -1));
    else if (line !== "") lines.push(line);
  }
  return lines;
}
