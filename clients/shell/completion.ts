/** What can stand at the end of a command line. It knows words only: names of files are left to the shell. */
import { basename } from "node:path";
import type { Argv } from "yargs";
import type { Command } from "./command.ts";

/** What yargs knows of its options; its types leave it out. */
interface Known {
  readonly key: Readonly<Record<string, unknown>>;
  readonly choices: Readonly<Record<string, readonly string[]>>;
  /** The options that take a value. */
  readonly narg: Readonly<Record<string, number>>;
}

/** What completes the command line in a shell, by the shell's name. */
export type CompletionScripts = Readonly<Record<string, string>>;

const COMMANDS = ["sessions", "completion"];
const SESSIONS_COMMANDS = ["list", "show", "rm", "fork", "revert"];
const SESSIONS_OPTIONS: Readonly<Record<string, readonly string[]>> = { list: ["--all", "--limit"], fork: ["--at"] };
/** The options that `sessions` shares with a prompt. */
const COMMON_OPTIONS = ["--output-format", "--cwd", "--color", "--quiet", "--verbose", "--help", "--version"];

/** Without a name it is the shell that one has logged in with. */
export function addCompletionCommand(parser: Argv, scripts: CompletionScripts, take: (command: Command) => void): Argv {
  const shells = Object.keys(scripts);
  const own = basename(process.env.SHELL ?? "");
  return parser.command(
    "completion [shell]",
    "Print what completes ampsh's command line in a shell",
    (completion) =>
      completion.positional("shell", { choices: shells, default: shells.includes(own) ? own : shells[0] }),
    ({ shell = "" }) => take({ command: "print", text: scripts[shell] ?? "" }),
  );
}

/** @param words the command line, from the name of the program to the word that is being typed */
export function completionsFor(words: readonly string[], parser: Argv, scripts: CompletionScripts): string {
  const known = knownOf(parser);
  // bash cuts `--color=never` into three words.
  const [, ...typed] = words.flatMap((word) => (word === "=" ? [] : [word]));
  const isAtValue = words.at(-1) === "=";
  const current = isAtValue ? "" : (typed.at(-1) ?? "");
  const before = isAtValue ? typed : typed.slice(0, -1);
  const found = candidates(current, before, { ...known, shells: Object.keys(scripts) });
  return found.flatMap((word) => (word.startsWith(current) ? [`${word}\n`] : [])).join("");
}

/** All options with two dashes. */
export function longOptions(parser: Argv): string[] {
  return longNames(knownOf(parser));
}

const HIDDEN: ReadonlySet<string> = new Set(["$0", "prompt", "id", "ids"]);

function candidates(
  current: string,
  before: readonly string[],
  known: Known & { shells: readonly string[] },
): readonly string[] {
  if (before.includes("--")) return [];
  const inWord = /^--([a-z-]+)=/.exec(current)?.[1];
  if (inWord !== undefined) return (known.choices[inWord] ?? []).map((value) => `--${inWord}=${value}`);
  const option = optionName(before.at(-1));
  if (option !== undefined && known.narg[option] !== undefined) return known.choices[option] ?? [];
  const places = before.filter((word, index) => !word.startsWith("-") && !takesValue(before[index - 1], known));
  if (places[0] === "sessions") return sessionsCandidates(current, places);
  if (places[0] === "completion") return completionCandidates(current, places, known.shells);
  if (current.startsWith("-")) return longNames(known);
  return places.length === 0 ? COMMANDS : [];
}

function completionCandidates(
  current: string,
  places: readonly string[],
  shells: readonly string[],
): readonly string[] {
  if (current.startsWith("-")) return ["--help"];
  return places.length === 1 ? shells : [];
}

function sessionsCandidates(current: string, places: readonly string[]): readonly string[] {
  if (!current.startsWith("-")) return places.length === 1 ? SESSIONS_COMMANDS : [];
  return [...(SESSIONS_OPTIONS[places[1] ?? ""] ?? []), ...COMMON_OPTIONS];
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
