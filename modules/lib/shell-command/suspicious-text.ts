/** Characters that make a line look different from what a shell does with it. A line that has one is not parsed at all. */

const SUSPICIOUS: readonly [pattern: RegExp, name: string][] = [
  [/\r/, "a carriage return"],
  [/[^\P{Cc}\t\n]/u, "a control character"],
  [/[^\P{Z} ]/u, "a space that is not the ASCII space"],
  [/\p{Default_Ignorable_Code_Point}/u, "an invisible character"],
  [
    /[\xb4\u02b9-\u02bd\u02c8\u02ca\u02cb\u2018-\u201f\u2032-\u2037\u2039\u203a\u275b-\u275e\u301d-\u301f]/,
    "a quote that is not an ASCII quote",
  ],
  [/[\u037e\u2024\u2044\u2215\u2223\u29f8\ufe68\uff01-\uff5e]/, "a look-alike of an ASCII character"],
  [/\p{Surrogate}/u, "half of a surrogate pair"],
];

/** What is suspicious about a line, or nothing. */
export function suspicionOf(text: string): string | undefined {
  return SUSPICIOUS.find(([pattern]) => pattern.test(text))?.[1];
}
