/** The engine that runs ripgrep over a list of files. What is searched is decided before; no shell is involved. */
import { childEnvironment, startGroup, supervise } from "../lib/child-process/index.ts";
import { type Engine, type FoundFile, PatternError, type Query } from "./query.ts";
import { RipgrepReader } from "./ripgrep-reader.ts";

const MAX_STDERR_CHARS = 2000;

export class RipgrepEngine implements Engine {
  readonly #program: string;

  constructor(program: string) {
    this.#program = program;
  }

  async search(files: readonly string[], query: Query, signal: AbortSignal): Promise<FoundFile[]> {
    signal.throwIfAborted();
    // Without a file to search ripgrep would take the folder that it runs in.
    if (files.length === 0) return [];
    const messages = new RipgrepReader(query);
    const decoder = new TextDecoder();
    let complaint = "";
    const group = await startGroup({
      file: this.#program,
      args: [...argumentsFor(query), "--", query.pattern, ...files],
      cwd: "/",
      env: childEnvironment({ cwd: "/" }),
    });
    await supervise(group, {
      signal,
      onChunk: async (stream, chunk) => {
        if (stream === "stdout") messages.push(decoder.decode(chunk, { stream: true }));
        else if (complaint.length < MAX_STDERR_CHARS) complaint += chunk.toString();
      },
    });
    signal.throwIfAborted();
    if (!messages.isComplete) throw new PatternError(complaint.trim().slice(0, MAX_STDERR_CHARS));
    return files.flatMap((path) => messages.found.get(path) ?? []);
  }

  async close(): Promise<void> {}
}

function argumentsFor(query: Query): string[] {
  return [
    "--no-config",
    "--json",
    "--crlf",
    "--no-mmap",
    `--max-count=${query.maxPerFile}`,
    ...(query.isCaseInsensitive ? ["--ignore-case"] : ["--case-sensitive"]),
    ...(query.isMultiline ? ["--multiline", "--multiline-dotall"] : []),
    ...(query.wantsLines ? [`--before-context=${query.before}`, `--after-context=${query.after}`] : []),
  ];
}
