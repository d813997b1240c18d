/** What yargs says of a command line that it does not take, in ampsh's words: which option, and what to do. */
import { nearest } from "./nearest.ts";

/**
 * @param words the command line
 * @param options the long options that there are
 */
export function usageMessage(message: string, words: readonly string[], options: readonly string[]): string {
  for (const [pattern, reword] of REWORDINGS) {
    const match = pattern.exec(message);
    if (match !== null) return reword(match.slice(1), words, options);
  }
  return lowerFirst(message);
}

type Reword = (parts: readonly string[], words: readonly string[], options: readonly string[]) => string;

const REWORDINGS: readonly (readonly [RegExp, Reword])[] = [
  [/^Unknown (?:arguments?|commands?): (.+)$/s, ([names = ""], words, options) => unknown(names, words, options)],
  [/^Not enough arguments following: (\S+)$/, ([name]) => `${dashed(`${name}`)}: it needs a value`],
  [
    /^Arguments (\S+) and (\S+) are mutually exclusive$/,
    ([one, other]) => `${dashed(`${one}`)} and ${dashed(`${other}`)} exclude each other; leave one out`,
  ],
  [
    /Argument: (\S+), Given: (.+), Choices: (.+)$/s,
    ([name, given, choices]) =>
      `${dashed(`${name}`)}: ${given?.trim()} is none of ${choices?.trim().replaceAll('"', "")}`,
  ],
];

const SUBCOMMANDS = ["list", "show", "rm", "fork", "revert"];

/** yargs lists an option with dashes inside a second time, in camel case. */
function unknown(names: string, words: readonly string[], options: readonly string[]): string {
  const listed = names.split(", ");
  const inWords = listed.filter((name) => words.some((word) => isNamed(word, name)));
  const [first = names] = inWords.length === 0 ? listed : inWords;
  const word = words.find((one) => one.startsWith("-") && isNamed(one, first))?.split("=")[0] ?? first;
  const isOption = word.startsWith("-");
  const near = nearest(word, isOption ? options : SUBCOMMANDS);
  const advice = near === undefined ? "" : `; did you mean ${near}?`;
  return `${isOption ? "unknown option" : "unknown argument"}: ${isOption ? word : first}${advice}`;
}

function isNamed(word: string, name: string): boolean {
  const bare = word.replace(/^-+/, "").split("=")[0] ?? "";
  return bare === name || (/^-[^-]/.test(word) && name.length === 1 && bare.includes(name));
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}

function lowerFirst(text: string): string {
  const line = text
    .split("\n")
    .filter((part) => part.trim() !== "")
    .join(" ")
    .replace(/\.$/, "");
  return line.charAt(0).toLowerCase() + line.slice(1);
}
