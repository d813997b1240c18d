/** `bash -c`, `sh -c`, `eval` and `trap`: commands that are text in a word. */
import { type ShellWord, Unparsable } from "./simple-command.ts";
import type { ReadPayload, Unwrapped } from "./unwrap.ts";

/** Short options that change nothing about how `-c` is read. */
const SHORT_OPTIONS = /^-[euxlc]+$/;
const LONG_OPTIONS = new Set(["--norc", "--noprofile", "--login"]);
/** What every shell reads in the same way as bash. */
const SHARED_SYNTAX = /^[\w\s.,:=@%+/'"|;&-]*$/;
const BASH_ONLY = /[|;]&|&\d|=\s*\(|\b(?:function|select|coproc|time|declare|local|typeset|source)\b/;

/** Without `-c` a shell is a command like any other: it runs a file, or what comes in. */
export function unwrapShell(name: string, argv: readonly ShellWord[], readPayload: ReadPayload): Unwrapped {
  let takesCommand = false;
  let index = 1;
  for (let word = argv[index]; word !== undefined; word = argv[index]) {
    if (!word.isLiteral) return { opaque: `${name}: ${word.text} is not literal` };
    if (!word.text.startsWith("-") && !word.text.startsWith("+")) break;
    if (!SHORT_OPTIONS.test(word.text) && !LONG_OPTIONS.has(word.text)) {
      return { opaque: `${name}: the option ${word.text} is not known` };
    }
    takesCommand ||= SHORT_OPTIONS.test(word.text) && word.text.includes("c");
    index += 1;
  }
  if (!takesCommand) return {};
  const text = argv[index]?.text ?? "";
  if (name !== "bash" && (!SHARED_SYNTAX.test(text) || BASH_ONLY.test(text))) {
    return { opaque: `${name} may read its command in another way than bash` };
  }
  return asPayload(name, text, readPayload);
}

export function unwrapEval(argv: readonly ShellWord[], readPayload: ReadPayload): Unwrapped {
  const words = argv.slice(1);
  if (words.some((word) => !word.isLiteral)) return { opaque: "eval: its arguments are not literal" };
  if (words[0]?.text.startsWith("-")) return { opaque: "eval: an option is not known" };
  return asPayload("eval", words.map((word) => word.text).join(" "), readPayload);
}

export function unwrapTrap(argv: readonly ShellWord[], readPayload: ReadPayload): Unwrapped {
  const [, action] = argv;
  if (action === undefined) return {};
  if (!action.isLiteral || action.text.startsWith("-")) return { opaque: "trap: its action is not known" };
  return { ...asPayload("trap", action.text, readPayload), isTransparent: false };
}

/** A payload that cannot be read makes its command opaque; the rest of the line can still be judged. */
export function asPayload(name: string, text: string, readPayload: ReadPayload): Unwrapped {
  try {
    return { payload: readPayload(text), isTransparent: true };
  } catch (error) {
    if (error instanceof Unparsable) return { opaque: `${name}: ${error.message}` };
    throw error;
  }
}
