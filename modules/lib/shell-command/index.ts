/**
 * Reads a shell line into the flat list of simple commands that it may run. It is conservative: what it does not understand
 * completely it refuses, or marks opaque. It decides nothing. The parser behind it is loaded with this file, so import it lazily.
 */
export { parseShellCommand } from "./parse.ts";
export type {
  ParsedShellCommand,
  ShellAssignment,
  ShellRedirection,
  ShellWord,
  SimpleCommand,
} from "./simple-command.ts";
export { suspicionOf } from "./suspicious-text.ts";
