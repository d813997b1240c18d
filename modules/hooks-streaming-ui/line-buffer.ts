/** Makes lines of pieces of text, each of bounded length. */

/** A line that is longer is shown in parts. */
const MAX_LINE_CHARS = 1000;

export class LineBuffer {
  #rest = "";

  /** The lines that are whole by now. */
  push(text: string): string[] {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    while (this.#rest.length > MAX_LINE_CHARS) {
      lines.push(this.#rest.slice(0, MAX_LINE_CHARS));
      this.#rest = this.#rest.slice(MAX_LINE_CHARS);
    }
    return lines.flatMap(inParts);
  }

  /** What is left, at the end. */
  flush(): string[] {
    const rest = this.#rest;
    this.#rest = "";
    return rest === "" ? [] : [rest];
  }
}

function inParts(line: string): string[] {
  if (line.length <= MAX_LINE_CHARS) return [line];
  return Array.from({ length: Math.ceil(line.length / MAX_LINE_CHARS) }, (_, part) =>
    line.slice(part * MAX_LINE_CHARS, (part + 1) * MAX_LINE_CHARS),
  );
}
