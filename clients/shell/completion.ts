/** What can stand at the end of a command line. It knows words only: names of files are left to the shell. */
import type { Argv } from "yargs";

/** What yargs knows of its options; its types leave it out. */
interface Known {
  readonly key: Readonly<Record<string, unknown>>;
  readonly choices: Readonly<Record<string, readonly string[]>>;
  /** The options that take a value. */
  readonly narg: Readonly<Record<string, number>>;
}

const COMMANDS = ["sessions", "completion"];
const SESSIONS_COMMANDS = ["list", "show", "rm"];
const LIST_OPTIONS = ["--all", "--limit"];
/** The options that `sessions` shares with a prompt. */
const COMMON_OPTIONS = ["--output-format", "--cwd", "--color", "--quiet", "--verbose", "--help", "--version"];

/** @param words the command line, from the name of the program to the word that is being typed */
export function completionsFor(words: readonly string[], parser: Argv, environment: NodeJS.ProcessEnv): string {
  const known = knownOf(parser);
  // bash cuts `--color=never` into three words.
  const [, ...typed] = words.flatMap((word) => (word === "=" ? [] : [word]));
  const isAtValue = words.at(-1) === "=";
  const current = isAtValue ? "" : (typed.at(-1) ?? "");
  const before = isAtValue ? typed : typed.slice(0, -1);
  const found = candidates(current, before, known).filter((word) => word.startsWith(current));
  // zsh takes a description behind a colon, and there is none.
  const isZsh = environment.SHELL?.includes("zsh") === true || environment.ZSH_NAME?.includes("zsh") === true;
  return found.map((word) => `${isZsh ? word.replaceAll(":", "\\:") : word}\n`).join("");
}

/** All options with two dashes. */
export function longOptions(parser: Argv): string[] {
  return longNames(knownOf(parser));
}

const HIDDEN: ReadonlySet<string> = new Set(["$0", "prompt", "id", "ids"]);

function candidates(current: string, before: readonly string[], known: Known): readonly string[] {
  if (before.includes("--")) return [];
  const inWord = /^--([a-z-]+)=/.exec(current)?.[1];
  if (inWord !== undefined) return (known.choices[inWord] ?? []).map((value) => `--${inWord}=${value}`);
  const option = optionName(before.at(-1));
  if (option !== undefined && known.narg[option] !== undefined) return known.choices[option] ?? [];
  const places = before.filter((word, index) => !word.startsWith("-") && !takesValue(before[index - 1], known));
  if (places[0] === "sessions") return sessionsCandidates(current, places);
  if (current.startsWith("-")) return places[0] === "completion" ? ["--help"] : longNames(known);
  return places.length === 0 ? COMMANDS : [];
}

function sessionsCandidates(current: string, places: readonly string[]): readonly string[] {
  if (!current.startsWith("-")) return places.length === 1 ? SESSIONS_COMMANDS : [];
  return places[1] === "list" ? [...LIST_OPTIONS, ...COMMON_OPTIONS] : COMMON_OPTIONS;
}

function takesValue(word: string | undefined, known: Known): boolean {
  const name = optionName(word);
  return name !== undefined && known.narg[name] !== undefined;
}

function optionName(word: string | undefined): string | undefined {
  return word === undefined ? undefined : /^--?([a-z][a-z-]*)$/.exec(word)?.[1];
}

function longNames({ key }: Known): string[] {
  const names = Object.keys(key).filter((name) => name.length > 1 && !HIDDEN.has(name));
  return [...new Set([...names, "no-color", "help", "version"])].map((name) => `--${name}`);
}

function knownOf(parser: Argv): Known {
  return (parser as unknown as { getOptions(): Known }).getOptions();
}
