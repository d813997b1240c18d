/** Matches one name of a path against one part of a glob. */
export type NameMatcher = (name: string) => boolean;

/** Any run of characters. */
const STAR = Symbol("star");
type Token = typeof STAR | ((character: string) => boolean);

export function compileName(pattern: string): NameMatcher {
  if (!/[*?[\\]/.test(pattern)) return (name) => name === pattern;
  const tokens = tokensOf([...pattern]);
  return (name) => matchTokens(tokens, [...name]);
}

function matchTokens(tokens: readonly Token[], characters: readonly string[]): boolean {
  let at = 0;
  let position = 0;
  let retry: { readonly at: number; position: number } | undefined;
  while (position < characters.length) {
    const token = tokens[at];
    if (token === STAR) {
      at += 1;
      retry = { at, position };
    } else if (token?.(characters[position] ?? "")) {
      at += 1;
      position += 1;
    } else if (retry !== undefined) {
      retry.position += 1;
      ({ at, position } = retry);
    } else return false;
  }
  while (tokens[at] === STAR) at += 1;
  return at === tokens.length;
}

function tokensOf(pattern: readonly string[]): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? "";
    const set = character === "[" ? setAt(pattern, at) : undefined;
    if (set !== undefined) {
      tokens.push(set.token);
      at = set.end;
    } else if (character === "*") {
      if (tokens.at(-1) !== STAR) tokens.push(STAR);
    } else if (character === "?") {
      tokens.push(() => true);
    } else {
      const isEscape = character === "\\" && at + 1 < pattern.length;
      if (isEscape) at += 1;
      const literal = pattern[at] ?? "";
      tokens.push((other) => other === literal);
    }
  }
  return tokens;
}

/** `[abc]`, `[a-z]`, `[!a]`, `[^a]`; a `]` right at the start is a member. Nothing when it is not closed. */
function setAt(pattern: readonly string[], start: number): { readonly token: Token; readonly end: number } | undefined {
  const isNegated = pattern[start + 1] === "!" || pattern[start + 1] === "^";
  const ranges: { readonly low: string; readonly high: string }[] = [];
  const first = start + (isNegated ? 2 : 1);
  for (let at = first; at < pattern.length; at++) {
    let low = pattern[at] ?? "";
    if (low === "]" && at > first) {
      const isIn = (character: string): boolean =>
        ranges.some(({ low, high }) => low <= character && character <= high);
      return { token: (character) => isIn(character) !== isNegated, end: at };
    }
    if (low === "\\" && at + 1 < pattern.length) low = pattern[++at] ?? "";
    const high = pattern[at + 2];
    const isRange = pattern[at + 1] === "-" && high !== undefined && high !== "]";
    ranges.push({ low, high: isRange ? high : low });
    if (isRange) at += 2;
  }
  return undefined;
}
