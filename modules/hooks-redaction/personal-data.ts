/** Mail addresses and telephone numbers in text. Numbers count only as people write them, so that ids, hashes and timestamps stay. */

export const PERSONAL_MASK = "[REDACTED:PII]";

const MAIL = /(?<![\w.+%-])[\w.+%-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])/g;
/** With `+` and the country's number, and separators; or `(555) 010-9999`. */
const PHONE =
  /(?<![\w.+-])(?:\+[1-9]\d{0,2}[ .-](?:\(\d{1,4}\)[ .-]?)?\d{2,4}(?:[ .-]\d{2,4}){1,4}|\(\d{3}\) \d{3}-\d{4})(?![\w-])/g;
/** Addresses of machines, not of people: `git@github.com:owner/name`. */
const OF_MACHINES = /^git@/;

export function maskPersonalData(text: string): string {
  const withoutMail = text.includes("@")
    ? text.replace(MAIL, (address) => (OF_MACHINES.test(address) ? address : PERSONAL_MASK))
    : text;
  return withoutMail.replace(PHONE, PERSONAL_MASK);
}
