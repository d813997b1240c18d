/** The shapes that a parsed shell line comes in: flat, so that a policy can look at every simple command by itself. */

/** One word of a command. Literal: `text` is exactly what the program gets; otherwise it is the word as it was written. */
export interface ShellWord {
  readonly text: string;
  readonly isLiteral: boolean;
}

export interface ShellAssignment {
  readonly name: string;
  readonly value: ShellWord;
}

export interface ShellRedirection {
  /** As in bash: `>` `>>` `<` `<>` `<&` `>&` `>|` `&>` `&>>`; here-documents and here-strings are not files and are left out. */
  readonly operator: string;
  readonly target: string;
  readonly isLiteral: boolean;
}

export interface SimpleCommand {
  /** Empty: it only assigns variables, or only redirects. */
  readonly argv: readonly ShellWord[];
  readonly assignments: readonly ShellAssignment[];
  readonly redirections: readonly ShellRedirection[];
  /** Present: it may run or change what cannot be read from the line, and this is why. No allow rule may cover it. */
  readonly opaque?: string;
  /** It does nothing but run the commands that follow it in the list, so that only those need to be allowed. */
  readonly isTransparent: boolean;
}

export type ParsedShellCommand =
  | { readonly ok: true; readonly commands: readonly SimpleCommand[] }
  | { readonly ok: false; readonly reason: string };

/** Thrown inside this library when a line cannot be read with certainty; it never leaves it. */
export class Unparsable extends Error {}

export function opaqueCommand(reason: string): SimpleCommand {
  return { argv: [], assignments: [], redirections: [], opaque: reason, isTransparent: false };
}
