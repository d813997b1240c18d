/** Markdown as roff, for manual pages: as much of it as our READMEs need, which is paragraphs, lists, tables and blocks of code. */

/** Characters that roff would take for its own, or print as others. */
const SPECIAL: Readonly<Record<string, string>> = {
  "\\": "\\e",
  "-": "\\-",
  "'": "\\(aq",
  "`": "\\(ga",
  "^": "\\(ha",
  "~": "\\(ti",
};

export function text(plain: string): string {
  return plain.replace(/[\\\-'`^~]/g, (character) => SPECIAL[character] ?? character).replace(/^\./gm, "\\&.");
}

export function bold(plain: string): string {
  return `\\fB${text(plain)}\\fR`;
}

/** A line of a synopsis: what is to be typed is bold, what is to be replaced is not. */
export function bracketed(line: string): string {
  return line.replace(/[^\s<>[\]]+|./g, (part, at: number) =>
    /^\w/.test(part) && !/[<[|]/.test(line.slice(0, at)) ? bold(part) : text(part),
  );
}

/** What stands below a heading, which begins a paragraph by itself. */
export function roffOf(markdown: string): string {
  return markdown
    .split(/^(```[\s\S]*?^```)$|\n{2,}/m)
    .filter((block): block is string => block !== undefined && block.trim() !== "")
    .map((block) => blockOf(block.trim()))
    .join("\n")
    .replace(/^\.PP\n/, "");
}

function blockOf(block: string): string {
  if (block.startsWith("```")) {
    const code = block.split("\n").slice(1, -1).map(text);
    return [".PP", ".EX", ...code, ".EE"].join("\n");
  }
  if (block.startsWith("|")) return tableOf(block.split("\n").map(cellsOf));
  if (!/^- /m.test(block)) return `.PP\n${inline(block)}`;
  const [lead = "", ...items] = block.split(/^- /m);
  const list = items.map((item) => `.IP \\(bu 2\n${inline(item)}`);
  return [...(lead.trim() === "" ? [] : [`.PP\n${inline(lead)}`]), ...list].join("\n");
}

/** Each row is an entry: under its first cells stands the last one. */
function tableOf([head = [], , ...rows]: readonly string[][]): string {
  return rows
    .map((cells) => {
      const [first = "", ...middle] = cells.slice(0, -1);
      const terms = [first, ...middle.map((cell, index) => `${head[index + 1]}: ${cell}`)];
      return `.TP\n${inline(terms.join("; "))}\n${inline(cells.at(-1) ?? "")}`;
    })
    .join("\n");
}

function cellsOf(row: string): string[] {
  return row
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

function inline(markdown: string): string {
  return markdown
    .trim()
    .replace(/^ +/gm, "")
    .replace(/\[([^\]]+)\]\([^)]+\)/g, "$1")
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 0 ? text(part) : bold(part)))
    .join("");
}
