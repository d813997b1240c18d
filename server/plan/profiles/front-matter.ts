/** Takes a Markdown file apart into its YAML front matter and its body. A YAML file is front matter alone. Understands neither. */
export interface FrontMatter {
  readonly yaml: string;
  /** Lines in front of the YAML, so that its line numbers can be told as the file's. */
  readonly linesBefore: number;
  /** Without blank lines around it; empty where there is none. */
  readonly body: string;
}

const FENCE = /^---[ \t]*$/;

/** Nothing for a Markdown file that does not begin with front matter, or whose front matter does not end. */
export function splitFrontMatter(text: string, file: string): FrontMatter | undefined {
  if (/\.ya?ml$/.test(file)) return { yaml: text, linesBefore: 0, body: "" };
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (!FENCE.test(lines[0] ?? "")) return undefined;
  const end = lines.findIndex((line, index) => index > 0 && FENCE.test(line));
  if (end < 0) return undefined;
  return {
    yaml: lines.slice(1, end).join("\n"),
    linesBefore: 1,
    body: lines
      .slice(end + 1)
      .join("\n")
      .trim(),
  };
}
