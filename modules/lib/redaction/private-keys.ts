/** Private keys in PEM, found by their first line and looked for once: a key whose end is missing ends where its base64 does. */
import { MASK } from "./mask.ts";

const BEGIN = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/g;
const END = /-----END (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/y;
/** The body, as it is or with its line breaks escaped, and headers such as `Proc-Type: 4,ENCRYPTED`. */
const BODY = /[A-Za-z0-9+/=\s\\:,.()-]/;

export function redactPrivateKeys(text: string): string {
  if (!text.includes("PRIVATE KEY")) return text;
  let clean = "";
  let from = 0;
  for (const { index, 0: first } of text.matchAll(BEGIN)) {
    if (index < from) continue;
    clean += text.slice(from, index) + MASK;
    from = endOfKey(text, index + first.length);
  }
  return clean + text.slice(from);
}

function endOfKey(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text.startsWith("-----", at)) {
      END.lastIndex = at;
      const end = END.exec(text);
      return end === null ? at : at + end[0].length;
    }
    if (!BODY.test(text[at] ?? "")) return at;
  }
  return text.length;
}
