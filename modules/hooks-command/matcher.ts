/** Which subjects, mostly tools, a group of programs is for. */

/** Letters, digits and underscores, with bars between names: then names are compared whole. */
const PLAIN = /^[\w|]*$/;

/** Nothing where the matcher can be used. */
export function matcherProblem(matcher: string): string | undefined {
  if (matcher === "*" || PLAIN.test(matcher)) return undefined;
  try {
    new RegExp(matcher);
    return undefined;
  } catch (error) {
    return `it is no regular expression: ${error instanceof Error ? error.message : error}`;
  }
}

/** @param names what the subject is called, by whoever names it; none: the event has no subject, and every matcher fits */
export function matchesSubject(matcher: string, names: readonly string[]): boolean {
  if (matcher === "" || matcher === "*" || names.length === 0) return true;
  if (PLAIN.test(matcher)) return matcher.split("|").some((name) => names.includes(name));
  const pattern = new RegExp(matcher);
  return names.some((name) => pattern.test(name));
}
