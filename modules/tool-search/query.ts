/** What is sought in each file, and what was found: the same for both engines. Plain data, so that it can go to a thread. */
export interface Query {
  readonly pattern: string;
  readonly isCaseInsensitive: boolean;
  /** `.` matches line ends, and a match may span lines. */
  readonly isMultiline: boolean;
  /** Lines of context. */
  readonly before: number;
  readonly after: number;
  /** Matches that are worth finding in one file. */
  readonly maxPerFile: number;
  /** Whether the lines themselves are wanted, or only how many there are. */
  readonly wantsLines: boolean;
  /** Characters of a line that are worth keeping; a longer line comes with one more, to tell. */
  readonly maxLineChars: number;
}

export interface FoundLine {
  /** From 1. */
  readonly number: number;
  /** Its line ending may be there or not. */
  readonly text: string;
  /** Otherwise it is context. */
  readonly isMatch: boolean;
}

export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  /** Lines that match; of a match that spans lines, each counts. */
  readonly count: number;
  readonly lines: readonly FoundLine[];
}

/** Searches files; answers those with a match, in the order in which they were given. */
export interface Engine {
  /** @throws PatternError; the signal's reason */
  search(files: readonly string[], query: Query, signal: AbortSignal): Promise<FoundFile[]>;
  close(): Promise<void>;
}

export class PatternError extends Error {}
