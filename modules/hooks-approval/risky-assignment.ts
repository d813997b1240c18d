/** Variables that change what other programs do. Only a few are known to be harmless; all others are risky for the commands behind them. */
import type { ShellAssignment } from "../lib/shell-command/index.ts";

const HARMLESS =
  /^(?:LANG|LANGUAGE|LC_[A-Z]+|TZ|CI|TERM|COLUMNS|LINES|NO_COLOR|FORCE_COLOR|CLICOLOR|CLICOLOR_FORCE|COLORTERM|NODE_ENV|RUST_BACKTRACE|PYTHONUNBUFFERED|PYTHONDONTWRITEBYTECODE|GIT_TERMINAL_PROMPT|DEBIAN_FRONTEND)$/;
/** Not exported as a rule, so that they only matter to the line itself, whose own words are judged as not literal. */
const LOCAL = /^[a-z][a-z0-9_]*$/;
const EXPORTED_IN_LOWERCASE = /^npm_|_proxy$|^proxy$/;

/** @param isForCommand the assignment stands before a command, or among its words, and so reaches its environment */
export function isRiskyAssignment({ name }: ShellAssignment, isForCommand: boolean): boolean {
  if (HARMLESS.test(name)) return false;
  return isForCommand || !LOCAL.test(name) || EXPORTED_IN_LOWERCASE.test(name);
}
