/** Reads a word of the syntax tree: whether it is literal, and what it says. */

import type { Word, WordPart } from "unbash";
import type { ShellWord } from "./simple-command.ts";

const PLAIN_TILDE = /^~(?:\/|$)/;

/** A word is literal when the shell hands it on as it stands: no expansion, no glob, no brace list. `~/` counts as literal. */
export function readWord(word: Word): ShellWord {
  const isLiteral = (word.parts ?? []).every(isLiteralPart) && !hasOddTilde(word.text) && !hasLooseSyntax(word);
  return isLiteral ? { text: word.value, isLiteral } : { text: word.text, isLiteral };
}

/** Whether the word begins with a `~` that the shell does not expand, so that it names another file than it seems to. */
export function hasQuotedTilde(word: Word): boolean {
  return word.value.startsWith("~") && !word.text.startsWith("~");
}

function isLiteralPart(part: WordPart): boolean {
  if (part.type === "DoubleQuoted") return part.parts.every((child) => child.type === "Literal");
  return part.type === "Literal" || part.type === "SingleQuoted" || part.type === "AnsiCQuoted";
}

/** `~user`, `~+` and `~-` stand for what is not in the line. */
function hasOddTilde(text: string): boolean {
  return text.startsWith("~") && !PLAIN_TILDE.test(text);
}

/** A second look that does not lean on the parser: outside quotes, a literal word has nothing that a shell would expand. */
function hasLooseSyntax(word: Word): boolean {
  if (word.parts === undefined) return isLoose(word.text);
  return word.parts.some((part) => part.type === "Literal" && isLoose(part.text));
}

function isLoose(text: string): boolean {
  const bare = text.replace(/\\./gs, "");
  const mayBeList = bare.includes("{") && bare.includes("}") && /,|\.\./.test(bare);
  return /[$`*?]/.test(bare) || (bare.includes("[") && bare.includes("]")) || mayBeList;
}
