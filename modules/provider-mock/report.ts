/** Says in plain words what the tool calls of a turn brought to light, quoting what was really read. */
import type { ToolCallBlock } from "../../kernel/index.ts";

export interface Exchange {
  readonly call: ToolCallBlock;
  /** The result as text. */
  readonly text: string;
  readonly isError: boolean;
}

export const CANNOT_HELP = [
  "I am the offline mock: no model is behind me, so I understand only a few plain requests. I can",
  '- read files that you name: "read src/index.ts"',
  '- search: "search for `parseConfig` in src"',
  '- say what a repository is about, from its README and manifest: "What is this repository about?"',
  '- run a command or write a file, if you allow it: "run `ls`", "write `hello` to notes.txt"',
  "For real answers mount provider-anthropic or provider-openai and give it a key.",
].join("\n");

const MAX_QUOTED_LINES = 12;
const MAX_SECTIONS = 12;

export function describeResults(exchanges: readonly Exchange[]): string {
  const overview = exchanges.some(({ call }) => call.name === "read_file");
  const told = exchanges.filter(({ call, isError }) => !overview || isError || call.name !== "glob");
  const sections = told.map(describe);
  return `${sections.join("\n\n")}\n\n(From the offline mock: taken from what the tools returned, not from a model.)`;
}

/** The paths in a list of files, the nearest to the root first. */
export function pathsIn(text: string): string[] {
  const lines = strings(parsed(text)) ?? text.split("\n").map((line) => line.trim());
  const paths = lines.filter((line) => /^[^\s:]*[\w-]$/.test(line));
  return paths.sort((a, b) => a.split("/").length - b.split("/").length || (a < b ? -1 : 1));
}

function describe({ call, text, isError }: Exchange): string {
  const subject = String(call.input.file_path ?? call.input.pattern ?? call.input.command ?? "");
  if (isError) return `${call.name} \`${subject}\` did not work, so I cannot tell: ${firstLines(text, 3)}`;
  switch (call.name) {
    case "read_file":
      return describeFile(subject, withoutLineNumbers(text));
    case "glob":
      return listed(`Files that match \`${subject}\``, pathsIn(text));
    case "grep":
      return quoted(`What a search for \`${subject}\` finds`, text);
    case "write_file":
      return `\`${subject}\` is written.`;
    default:
      return quoted(`\`${subject}\` printed`, printedIn(text));
  }
}

function describeFile(path: string, text: string): string {
  if (/\.(md|markdown)$|README[^/]*$/i.test(path)) return describeDocument(path, text);
  const manifest = path.endsWith("package.json") ? parsed(text) : undefined;
  if (isRecord(manifest) && typeof manifest.name === "string") {
    const about = typeof manifest.description === "string" ? `: ${manifest.description}` : "";
    return `\`${path}\` names the package **${manifest.name}**${about}`;
  }
  const lines = text.trimEnd().split("\n");
  return quoted(`\`${path}\` has ${lines.length} ${lines.length === 1 ? "line" : "lines"}`, text);
}

function describeDocument(path: string, text: string): string {
  const headings = [...text.matchAll(/^#{1,3}\s+(.+)$/gm)].map((match) => (match[1] ?? "").trim());
  const paragraphs = text.split(/\n\s*\n/).map((part) => part.trim());
  const opening = paragraphs.find((part) => /^[\w*`"[]/.test(part) && !part.startsWith("[!["));
  const [title, ...sections] = headings;
  const lines = [title === undefined ? `\`${path}\` says:` : `\`${path}\` is titled **${title}**. It says:`];
  lines.push(`> ${firstLines(opening ?? text, 6).replaceAll("\n", "\n> ")}`);
  if (sections.length > 0) lines.push(`Its sections: ${sections.slice(0, MAX_SECTIONS).join(", ")}.`);
  return lines.join("\n");
}

/** What a command wrote, out of a result that says more than that. */
function printedIn(text: string): string {
  const result = parsed(text);
  return isRecord(result) && typeof result.stdout === "string" ? `${result.stdout}${result.stderr ?? ""}` : text;
}

function quoted(title: string, text: string): string {
  const body = text.trim();
  return body === "" ? `${title}: nothing.` : `${title}:\n\`\`\`\n${firstLines(body, MAX_QUOTED_LINES)}\n\`\`\``;
}

function listed(title: string, paths: readonly string[]): string {
  if (paths.length === 0) return `${title}: none.`;
  const more = paths.length > MAX_QUOTED_LINES ? `\n- … and ${paths.length - MAX_QUOTED_LINES} more` : "";
  return `${title}:\n${paths
    .slice(0, MAX_QUOTED_LINES)
    .map((path) => `- ${path}`)
    .join("\n")}${more}`;
}

function firstLines(text: string, count: number): string {
  const lines = text.trim().split("\n");
  return lines.length > count ? [...lines.slice(0, count), "…"].join("\n") : lines.join("\n");
}

/** `read_file` numbers its lines; a quotation does not need that. */
function withoutLineNumbers(text: string): string {
  const lines = text.split("\n");
  const numbered = /^\s*\d+(?:\t|→|\s?[|:]\s?)/;
  return lines.some((line) => numbered.test(line))
    ? lines
        .filter((line) => numbered.test(line))
        .map((line) => line.replace(numbered, ""))
        .join("\n")
    : text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The first list of strings in a value. */
function strings(value: unknown): string[] | undefined {
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  return isRecord(value)
    ? Object.values(value)
        .map(strings)
        .find((found) => found !== undefined)
    : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
