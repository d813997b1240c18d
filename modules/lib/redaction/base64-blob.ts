/** Tells long runs of base64 by looking at each character once: a regular expression over so much text overflows its stack. */

const MIN_LENGTH = 512;
const MAX_PADDING = 2;
const DATA_URL = /^data:[\w/+.-]{1,64};base64,/;
const PADDING = "=".charCodeAt(0);

/** Whether all of a text is one such run, as a picture or an archive is. */
export function isBase64Blob(text: string): boolean {
  const from = DATA_URL.exec(text)?.[0].length ?? 0;
  const end = endOfPadding(text);
  if (end - from < MIN_LENGTH) return false;
  for (let at = from; at < end; at += 1) {
    if (!isOfBase64(text.charCodeAt(at))) return false;
  }
  return true;
}

/** Where the text ends when line breaks and padding at its end do not count. */
function endOfPadding(text: string): number {
  let end = text.length;
  while (end > 0 && isLineBreak(text.charCodeAt(end - 1))) end -= 1;
  for (let count = 0; count < MAX_PADDING && text.charCodeAt(end - 1) === PADDING; count += 1) end -= 1;
  return end;
}

function isOfBase64(code: number): boolean {
  const letter = code | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (code >= 0x2f && code <= 0x39) || code === 0x2b || isLineBreak(code);
}

function isLineBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}
