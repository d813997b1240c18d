/**
 * What the search thread runs, as one function that uses nothing from outside itself: its source goes to the thread as text, so
 * that it works the same from source and from a bundle. Its parts are members of an object because their names then survive
 * every build.
 */
import type { FoundFile, FoundLine, Query } from "./query.ts";

export interface Job {
  readonly files: readonly string[];
  readonly query: Query;
}
export type Answer = { readonly found: FoundFile[] } | { readonly patternError: string };

interface ThreadHost {
  readonly port: {
    on(event: "message", listener: (job: Job) => void): void;
    postMessage(answer: Answer): void;
  };
  readFileSync(path: string): Buffer;
}

/** Long because it must stand alone: see above. */
export function searchThread(host: ThreadHost): void {
  const thread = {
    answer({ files, query }: Job): Answer {
      try {
        const regex = thread.compile(query);
        return { found: files.flatMap((path) => thread.searchFile(path, regex, query)) };
      } catch (error) {
        return { patternError: String(error instanceof Error ? error.message : error) };
      }
    },

    compile(query: Query): RegExp {
      // ripgrep takes flags at the start of a pattern; JavaScript takes them beside it.
      const inline = /^\(\?([ims]+)\)/.exec(query.pattern);
      const source = thread.withoutNamedClasses(query.pattern.slice(inline?.[0].length ?? 0));
      const wanted = `g${query.isCaseInsensitive ? "i" : ""}${query.isMultiline ? "ms" : ""}${inline?.[1] ?? ""}`;
      const flags = [...new Set(wanted)].join("");
      try {
        return new RegExp(source, `${flags}u`);
      } catch {
        // Without u, JavaScript forgives what other dialects allow, such as needless escapes.
        return new RegExp(source, flags);
      }
    },

    /** JavaScript takes `[[:alpha:]]` too, but for something else. */
    withoutNamedClasses(pattern: string): string {
      const members: Readonly<Record<string, string>> = {
        alnum: "0-9A-Za-z",
        alpha: "A-Za-z",
        blank: " \\t",
        digit: "0-9",
        lower: "a-z",
        punct: "!-\\/:-@\\[-`{-~",
        space: "\\s",
        upper: "A-Z",
        word: "\\w",
        xdigit: "0-9A-Fa-f",
      };
      let [before, after] = ["", pattern];
      while (before !== after) {
        before = after;
        after = before.replace(/(\[[^\]]*)\[:([a-z]+):\]/, (all, start: string, name: string) =>
          members[name] === undefined ? all : start + members[name],
        );
      }
      return after;
    },

    /** Nothing for what is binary, gone or unreadable, as for ripgrep. */
    searchFile(path: string, regex: RegExp, query: Query): FoundFile[] {
      let content: Buffer;
      try {
        content = host.readFileSync(path);
      } catch {
        return [];
      }
      if (content.includes(0)) return [];
      const lines = content
        .toString("utf8")
        .replace(/^\uFEFF/, "")
        .split(/(?<=\n)/);
      const matching = query.isMultiline
        ? thread.spannedLines(lines, regex, query.maxPerFile)
        : thread.singleLines(lines, regex, query.maxPerFile);
      if (matching.length === 0) return [];
      return [
        { path, count: matching.length, lines: query.wantsLines ? thread.withContext(lines, matching, query) : [] },
      ];
    },

    singleLines(lines: readonly string[], regex: RegExp, most: number): number[] {
      const matching: number[] = [];
      for (let index = 0; index < lines.length && matching.length < most; index++) {
        const line = lines[index] ?? "";
        regex.lastIndex = 0;
        if (line !== "" && regex.test(line.replace(/\r?\n$/, ""))) matching.push(index);
      }
      return matching;
    },

    /** The lines that any match touches. */
    spannedLines(lines: readonly string[], regex: RegExp, most: number): number[] {
      const matching: number[] = [];
      let [index, start, matches] = [0, 0, 0];
      for (const match of lines.join("").matchAll(regex)) {
        if (matches++ === most) break;
        const end = match.index + Math.max(match[0].length, 1);
        for (; index < lines.length && start + thread.lengthOf(lines, index) <= match.index; index++) {
          start += thread.lengthOf(lines, index);
        }
        for (let at = index, from = start; at < lines.length && from < end; from += thread.lengthOf(lines, at++)) {
          if (at > (matching.at(-1) ?? -1)) matching.push(at);
        }
      }
      return matching;
    },

    withContext(lines: readonly string[], matching: readonly number[], query: Query): FoundLine[] {
      const isMatch = new Set(matching);
      const shown = new Set<number>();
      for (const index of matching) {
        const last = Math.min(lines.length - 1, index + query.after);
        for (let at = Math.max(0, index - query.before); at <= last; at++) shown.add(at);
      }
      return [...shown].map((index) => ({
        number: index + 1,
        text: (lines[index] ?? "").slice(0, query.maxLineChars + 1),
        isMatch: isMatch.has(index),
      }));
    },

    lengthOf(lines: readonly string[], index: number): number {
      return lines[index]?.length ?? 0;
    },
  };
  host.port.on("message", (job) => host.port.postMessage(thread.answer(job)));
}
