/** Builtins that evaluate names: a subscript in the name of a variable runs commands, and some take a callback. */
import type { ShellAssignment, ShellWord, SimpleCommand } from "./simple-command.ts";

/** Why the builtin may run or change more than its words say, or nothing. */
export function bendsTheShell(name: string, argv: readonly ShellWord[]): string | undefined {
  return BUILTINS.get(name)?.(argv.slice(1));
}

/** What a declaration sets by words that the parser does not see as assignments: in quotes, or behind `command`. */
export function assignedBy(name: string, { argv, assignments }: SimpleCommand): ShellAssignment[] {
  if (!DECLARATIONS.includes(name)) return [];
  return argv.slice(1).flatMap(({ text, isLiteral }) => {
    const [, variable, value = ""] = /^([A-Za-z_]\w*)\+?=(.*)$/s.exec(text) ?? [];
    const isKnown = variable === undefined || assignments.some((one) => one.name === variable);
    return isKnown ? [] : [{ name: variable, value: { text: value, isLiteral } }];
  });
}

const DECLARATIONS = ["declare", "typeset", "local", "export", "readonly"];

type Look = (words: readonly ShellWord[]) => string | undefined;

const setsVariables: Look = () => "it sets variables";
const runsCallbacks: Look = () => "it may run or replace other commands";

/** Only plain names and literal values; `-i` and `-n` make bash evaluate the value, too. */
const declares: Look = (words) => {
  const isLoose = words.some(
    ({ text, isLiteral }) => !isLiteral || /[[\]]/.test(text.split("=")[0] ?? "") || /^[-+]\w*[ainAR]/.test(text),
  );
  return isLoose ? "it may evaluate what it sets" : undefined;
};

/** A word that is not literal may be an operator, unless it is quoted. */
const tests: Look = (words) => {
  const isByName = words.some(
    ({ text, isLiteral }) => text === "-v" || text === "-R" || (!isLiteral && !text.startsWith('"')),
  );
  return isByName ? "testing a variable by its name may run commands" : undefined;
};

/** Without PATH, programs are looked for in the working directory; other names in capitals are the shell's, too. */
const unsets: Look = (words) => {
  const isOdd = words.some(({ text }) => text !== "-v" && text !== "-f" && !/^[a-z]\w*$/.test(text));
  return declares(words) ?? (isOdd ? "it takes away what the shell or its programs go by" : undefined);
};

/** Other switches change how the words behind them are read: `-k` makes assignments of them, `-H` brings old lines back. */
const switches: Look = (words) => {
  const end = words.findIndex(({ text }) => text === "--");
  const isOdd = words
    .slice(0, end < 0 ? undefined : end)
    .some(({ text, isLiteral }) => !isLiteral || !SWITCH.test(text));
  return isOdd ? "it may change how the line is read" : undefined;
};
const SWITCH = /^(?:[-+][euxvfCo]+|errexit|nounset|xtrace|verbose|noglob|noclobber|pipefail)$/;

const runsJobs: Look = (words) =>
  words.some(({ text, isLiteral }) => !isLiteral || /^-\w*x/.test(text)) ? "it may run a command" : undefined;

const prints: Look = ([first]) =>
  first === undefined || (first.isLiteral && !first.text.startsWith("-v")) ? undefined : "printf -v sets a variable";

const BUILTINS = new Map<string, Look>([
  ...DECLARATIONS.map((name): [string, Look] => [name, declares]),
  ...["read", "getopts", "wait", "let"].map((name): [string, Look] => [name, setsVariables]),
  ...["mapfile", "readarray", "complete", "compgen", "bind", "enable", "hash", "fc", "history"].map(
    (name): [string, Look] => [name, runsCallbacks],
  ),
  ["unset", unsets],
  ["set", switches],
  ["jobs", runsJobs],
  ["test", tests],
  ["[", tests],
  ["printf", prints],
]);
