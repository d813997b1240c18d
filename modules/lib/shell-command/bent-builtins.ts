/** Builtins that evaluate names: a subscript in the name of a variable runs commands, and some take a callback. */
import type { ShellWord } from "./simple-command.ts";

/** Why the builtin may run or change more than its words say, or nothing. */
export function bendsTheShell(name: string, argv: readonly ShellWord[]): string | undefined {
  return BUILTINS.get(name)?.(argv.slice(1));
}

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

const prints: Look = ([first]) =>
  first === undefined || (first.isLiteral && !first.text.startsWith("-v")) ? undefined : "printf -v sets a variable";

const BUILTINS = new Map<string, Look>([
  ...["declare", "typeset", "local", "export", "readonly", "unset"].map((name): [string, Look] => [name, declares]),
  ...["read", "getopts", "wait", "let"].map((name): [string, Look] => [name, setsVariables]),
  ...["mapfile", "readarray", "complete", "compgen", "bind", "enable", "hash", "fc"].map((name): [string, Look] => [
    name,
    runsCallbacks,
  ]),
  ["test", tests],
  ["[", tests],
  ["printf", prints],
]);
