/** Writes out `{a,b}`: one pattern for each choice. */
import { GlobError } from "./glob.ts";

const MAX_ALTERNATIVES = 256;

/** Braces nest; one that is not closed stands for itself. @throws GlobError */
export function expandBraces(pattern: string): string[] {
  const group = outermostGroup(pattern);
  if (group === undefined) return [pattern];
  const before = pattern.slice(0, group.start);
  const tails = expandBraces(pattern.slice(group.end + 1));
  const choices = group.choices.flatMap(expandBraces);
  if (choices.length * tails.length > MAX_ALTERNATIVES) {
    throw new GlobError(`the braces of the glob make more than ${MAX_ALTERNATIVES} alternatives`);
  }
  return choices.flatMap((choice) => tails.map((tail) => before + choice + tail));
}

interface Group {
  readonly start: number;
  readonly end: number;
  readonly choices: readonly string[];
}

function outermostGroup(pattern: string): Group | undefined {
  let start = -1;
  let depth = 0;
  let from = 0;
  const choices: string[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === "\\") at += 1;
    else if (character === "{") {
      if (depth === 0) [start, from] = [at, at + 1];
      depth += 1;
    } else if (depth > 0 && ((depth === 1 && character === ",") || character === "}")) {
      if (character === "}") depth -= 1;
      if (depth > 0 && character === "}") continue;
      choices.push(pattern.slice(from, at));
      from = at + 1;
      if (depth === 0) return { start, end: at, choices };
    }
  }
  return undefined;
}
