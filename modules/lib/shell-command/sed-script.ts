/**
 * Reads a script of `sed` as far as is needed to know that it only edits what passes by. It takes what every `sed` reads in the same
 * way; anything else is not harmless.
 */

/** Whether nothing in the script runs a program, or reads or writes a file. */
export function isHarmlessScript(script: string): boolean {
  let rest = script;
  while (rest !== "") {
    const after = afterCommand(rest);
    if (after === undefined) return false;
    rest = after;
  }
  return true;
}

const BLANKS = /^[\s;}]+/;
const COMMENT = /^#[^\n]*/;
const NUMBER = /^(?:\d+(?:~\d+)?|\$|[+~]\d+)/;
const END = /^[ \t]*(?:$|[;\n]|(?=[}#]))/;
const SIMPLE = /^[=dDgGhHnNpPxzF]/;
const WITH_NUMBER = /^[lqQ][ \t]*\d*/;
const WITH_LABEL = /^(?::[ \t]*\w+|[btT][ \t]*\w*)/;
/** On the same line, or on the next one behind a backslash; text with other backslashes may go on, and where is not certain. */
const WITH_TEXT = /^[aic](?:[ \t]*\\\n|[ \t]+(?!\\)|(?=[^\s\\]))[^\\\n]*(?:\n|$)/;
const FLAGS = /^[gpIiMm\d]*/;

/** What follows the first command, its addresses and what separates it; nothing where one is not known to be harmless. */
function afterCommand(text: string): string | undefined {
  const separator = BLANKS.exec(text) ?? COMMENT.exec(text);
  if (separator !== null) return text.slice(separator[0].length);
  const command = afterAddresses(text);
  if (command === undefined) return undefined;
  if (command.startsWith("{")) return command.slice(1);
  const withText = WITH_TEXT.exec(command);
  if (withText !== null) return command.slice(withText[0].length);
  const rest = afterVerb(command);
  const end = rest === undefined ? null : END.exec(rest);
  return end === null ? undefined : rest?.slice(end[0].length);
}

function afterVerb(command: string): string | undefined {
  const delimiter = command.charAt(1);
  if (command.startsWith("s"))
    return afterPattern(afterPattern(command.slice(2), delimiter), delimiter)?.replace(FLAGS, "");
  if (command.startsWith("y")) return afterPattern(afterPattern(command.slice(2), delimiter), delimiter);
  const simple = SIMPLE.exec(command) ?? WITH_NUMBER.exec(command) ?? WITH_LABEL.exec(command);
  return simple === null ? undefined : command.slice(simple[0].length);
}

function afterAddresses(text: string): string | undefined {
  const first = afterAddress(text);
  if (first === undefined) return undefined;
  const comma = /^[ \t]*,[ \t]*/.exec(first);
  const second = comma === null || first === text ? first : afterAddress(first.slice(comma[0].length));
  return second?.replace(/^[ \t]*(?:![ \t]*)*/, "");
}

/** The text itself where no address stands at its start. */
function afterAddress(text: string): string | undefined {
  const number = NUMBER.exec(text);
  if (number !== null) return text.slice(number[0].length);
  const [opening, delimiter = ""] = /^(?:\\([^\n\\])|(\/))/.exec(text)?.filter((part) => part !== undefined) ?? [];
  if (opening === undefined) return text;
  return afterPattern(text.slice(opening.length), delimiter)?.replace(/^[IM]+/, "");
}

/**
 * Behind the next delimiter. Some look for it inside brackets and some do not, so a bracket that is open there is not certain, and
 * neither is a delimiter that could be part of an escape.
 */
function afterPattern(text: string | undefined, delimiter: string): string | undefined {
  if (text === undefined || !/^[!-/:-@[-`{-~]$/.test(delimiter) || "\\[]".includes(delimiter)) return undefined;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "\\") at += 1;
    else if (character === "\n") return undefined;
    else if (character === delimiter) return hasOpenBracket(text.slice(0, at)) ? undefined : text.slice(at + 1);
  }
  return undefined;
}

function hasOpenBracket(pattern: string): boolean {
  const plain = pattern.replace(/\\./gs, "x").replace(/\[([:.=])[^\]]*\1\]/g, "x");
  return plain.replace(/\[(?:\^?\]|\^[^\]]|[^\]^])[^\]]*\]/g, "").includes("[");
}
