/** Finds in a prompt, by plain patterns, which tool calls it names. */
import type { JsonObject } from "../../kernel/index.ts";

export interface WantedCall {
  readonly name: string;
  readonly input: JsonObject;
}

const MAX_READS = 5;
/** A request in plain words is short; what is longer is material. */
const MAX_PROMPT_CHARS = 2000;
const QUOTED = /`([^`]+)`|"([^"]+)"|“([^”]+)”|'([^']+)'/;
const RUN = /(?:^|[.;,\n]\s*|\b(?:please|you|and|then)\s+)(?:run|execute)\s+(?:the\s+command\s+)?(.+)/is;
const WRITE = /\b(?:write|put|save)\s+(.+?)\s+(?:in)?to\s+(?:the\s+|a\s+)?(?:new\s+)?(?:file\s+)?(\S+)/is;
const CREATE =
  /\b(?:create|write|make)\s+(?:a\s+|the\s+)?(?:new\s+)?(?:file\s+)?(?:named\s+)?(\S+)\s+(?:with|containing|that\s+says)\s+(?:the\s+(?:text|content|line)\s+)?(.+)/is;
const SEARCH =
  /\b(?:search(?:\s+the\s+\S+)?\s+for|grep(?:\s+for)?|look\s+for|find|where\s+(?:is|are)|who\s+(?:uses|calls))\s+(?:all\s+)?(?:(?:uses|usages|occurrences)\s+of\s+)?(?:the\s+(?:word|text|function|class|symbol|string)\s+)?(.+)/is;
/** A path from a root, or a name with an ending or one that everyone knows, with or without folders before it. */
const FILE =
  /(?:^|[\s"'`(@])(~?(?:\/[\w.@-]+)+|(?:[\w.@-]+\/)*(?!e\.g|i\.e)(?:\.?[\w-]+(?:\.[\w-]+)*\.[a-z]\w{0,7}|\.[a-z][\w-]+|README|LICENSE|Makefile|Dockerfile))(?=$|[\s"'`),;:?!.])/gi;
const FIND_FILE = /\bfind\s+(?:the\s+|a\s+|all\s+)?files?\s+(?:named\s+|called\s+)?(\S+)/i;
const FOLDER = /\b(?:in|under|inside)\s+(?:the\s+)?[`"']?([\w./-]+)[`"']?\s*(?:folder|directory)?/i;
const OVERVIEW = /\b(?:repo|repository|project|codebase|code base|workspace)\b/i;
const LIST = /\b(?:list|show|which|what)\b.*\bfiles\b/i;

/** Where a request goes on to the next thing that it wants. */
const NEXT_WISH =
  /\s*(?:,|;|\band)\s+(?:then\s+|please\s+)*(?:run|execute|write|put|save|create|make|read|search|grep|find|look|show|tell|list|open|explain|summari[sz]e)\b/i;

/** Calls that can run side by side; none when the prompt names nothing to do. */
export function planCalls(text: string): WantedCall[] {
  const prompt = text.slice(0, MAX_PROMPT_CHARS);
  const run = RUN.exec(prompt)?.[1];
  if (run !== undefined) return [{ name: "bash", input: { command: commandIn(run) } }];
  const write = writeIn(prompt);
  if (write !== undefined) return [write];
  const name = FIND_FILE.exec(prompt)?.[1];
  if (name !== undefined) return [{ name: "glob", input: { pattern: `**/${trimmed(name)}` } }];
  const search = SEARCH.exec(prompt);
  const rest = search === null ? prompt : prompt.slice(0, search.index);
  const calls = [...readsIn(rest), ...(search === null ? [] : [searchFor(search[1] ?? "")])];
  if (calls.length > 0) return calls;
  if (LIST.test(prompt)) return [{ name: "glob", input: { pattern: "**/*" } }];
  if (!OVERVIEW.test(prompt)) return [];
  return ["README*", "package.json"].map((pattern) => ({ name: "glob", input: { pattern } }));
}

function writeIn(prompt: string): WantedCall | undefined {
  const [, content, target] = WRITE.exec(prompt) ?? [];
  const [, created, text] = CREATE.exec(prompt) ?? [];
  const [path, body] = content === undefined ? [created, text] : [target, content];
  if (path === undefined || body === undefined) return undefined;
  return { name: "write_file", input: { file_path: trimmed(path), content: `${subjectOf(body)}\n` } };
}

function readsIn(text: string): WantedCall[] {
  const paths = [...text.matchAll(FILE)].map((match) => (match[1] ?? "").replace(/^@/, ""));
  return [...new Set(paths)].slice(0, MAX_READS).map((file_path) => ({ name: "read_file", input: { file_path } }));
}

function searchFor(text: string): WantedCall {
  const path = folderOf(FOLDER.exec(text)?.[1] ?? "");
  const isWholeProject = path === "" || OVERVIEW.test(path);
  const subject = subjectOf(text.replace(FOLDER, " "));
  const pattern = subject.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return { name: "grep", input: { pattern, output_mode: "content", ...(!isWholeProject && { path }) } };
}

/** `.` and `..` are folders; behind a name a dot only ends the sentence. */
function folderOf(text: string): string {
  return text.replace(/([\w-])\.+$/, "$1").trim();
}

/** What is quoted right behind the verb, or in backquotes before the next wish; else the words up to there. */
function commandIn(text: string): string {
  const quoted = /^\s*(?:`([^`]+)`|"([^"]+)"|“([^”]+)”|'([^']+)')/.exec(text);
  if (quoted !== null) return quoted.slice(1).find((part) => part !== undefined) ?? "";
  const [line = ""] = text.trim().split("\n");
  const [wish = ""] = line.split(NEXT_WISH);
  const command = /`([^`]+)`/.exec(wish)?.[1] ?? wish.replace(/\s+please\b.*$/i, "");
  return command
    .replace(/[?!,;:]+$/, "")
    .replace(/([\w"')])\.$/, "$1")
    .trim();
}

/** What is quoted; else the first line, without what only makes it a sentence. */
function subjectOf(text: string): string {
  const quoted = QUOTED.exec(text)
    ?.slice(1)
    .find((part) => part !== undefined);
  if (quoted !== undefined) return quoted;
  const [line = ""] = text.trim().split("\n");
  return trimmed(line.replace(/\s+(?:defined|used|declared|implemented|please)\b.*$/i, ""));
}

function trimmed(text: string): string {
  return text
    .trim()
    .replace(/^[`"'@]+|[`"'?!,;:.]+$/g, "")
    .trim();
}
