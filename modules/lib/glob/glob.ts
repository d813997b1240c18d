/**
 * Matches a relative path, with `/` between names, against a glob. It compares greedily with one point to fall back to, for
 * names and for folders, so the time is at most pattern × path: no pattern can make it slow. Names that start with a dot are
 * like others.
 */
import { expandBraces } from "./braces.ts";
import { compileName, type NameMatcher } from "./name.ts";

export interface Glob {
  matches(path: string): boolean;
  /** Names in the longest path that can match; Infinity with `**`. */
  readonly maxDepth: number;
}

export interface GlobOptions {
  /** `{a,b}` means a or b. Default true. */
  readonly hasBraces?: boolean;
}

/** The pattern is too large. What is merely odd, such as an unclosed bracket, stands for itself. */
export class GlobError extends Error {}

const MAX_LENGTH = 4096;

/** `**` as a whole name. */
const FOLDERS = Symbol("folders");
type Segment = NameMatcher | typeof FOLDERS;

/** @throws GlobError */
export function compileGlob(pattern: string, { hasBraces = true }: GlobOptions = {}): Glob {
  if (pattern.length > MAX_LENGTH) throw new GlobError(`the glob is longer than ${MAX_LENGTH} characters`);
  const alternatives = (hasBraces ? expandBraces(pattern) : [pattern]).map(compileSegments);
  return {
    maxDepth: Math.max(...alternatives.map(depthOf)),
    matches(path) {
      const names = path.split("/");
      return alternatives.some((segments) => matchSegments(segments, names));
    },
  };
}

function compileSegments(pattern: string): Segment[] {
  const names = pattern.split("/").filter((name) => name !== "" && name !== ".");
  return names.map((name) => (name === "**" ? FOLDERS : compileName(name)));
}

function depthOf(segments: readonly Segment[]): number {
  return segments.includes(FOLDERS) ? Number.POSITIVE_INFINITY : segments.length;
}

function matchSegments(segments: readonly Segment[], names: readonly string[]): boolean {
  let at = 0;
  let name = 0;
  let retry: { readonly at: number; name: number } | undefined;
  while (name < names.length) {
    const segment = segments[at];
    if (segment === FOLDERS) {
      // At the end it stands for what is inside a folder, so for at least one name.
      if (at === segments.length - 1) return true;
      at += 1;
      retry = { at, name };
    } else if (segment?.(names[name] ?? "")) {
      at += 1;
      name += 1;
    } else if (retry !== undefined) {
      retry.name += 1;
      ({ at, name } = retry);
    } else return false;
  }
  return at === segments.length;
}
