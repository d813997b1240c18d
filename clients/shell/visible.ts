/** Makes text safe for a terminal: what would move the cursor, hide text or turn its direction is shown instead of obeyed. */

/** Control characters but tab and LF, and the marks that change the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** What has no width, and joins letters and emoji in honest text. */
const INVISIBLE = /\u200b|\u200c|\u200d|\u2060|\ufeff/g;

/** The same text, with such characters written as `\xNN` or `\uNNNN`: for what a person decides on. */
export function visible(text: string): string {
  return text.replace(UNSAFE, escaped).replace(INVISIBLE, escaped);
}

/** For an answer that is read: joiners stay, line ends may be CRLF. */
export function visibleAnswer(text: string): string {
  return text.replaceAll("\r", "").replace(UNSAFE, escaped);
}

/** One line of at most so many characters. */
export function inOneLine(text: string, maxChars: number): string {
  const line = visible(text.trim().replace(/\s*\n\s*/g, " "));
  return line.length > maxChars ? `${line.slice(0, maxChars - 1)}…` : line;
}

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
