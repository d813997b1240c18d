/**
 * Secrets that are told by where they stand, without a sign between a word and them: options, lines of `.env` and `.netrc`, cookies; and
 * keys whose mark is in their middle. Each is looked for only in a text that has its mark, because their beginnings are not rare.
 */
import { maskRuns, withBounds } from "./long-runs.ts";
import { BEGINS, SECRET_WORDS } from "./token-shapes.ts";

const WITH_DIGIT = String.raw`(?=[A-Za-z_.~+/=@!#%^*-]{0,64}\d)`;
const BEFORE_KEY = `(${BEGINS})`;

/** What stands before the secret is the first group of the pattern, the secret the second. */
const PLACES: readonly { readonly mark: RegExp; readonly pattern: RegExp }[] = [
  {
    mark: /--/,
    pattern: global(
      String.raw`(--(?:[\w-]{0,32}[-_])?(?:${SECRET_WORDS})["']?[ \t]{1,4}["']?)(${WITH_DIGIT}[\w.~+/=@!#%^*][\w.~+/=@!#%^*-]{7,})`,
    ),
  },
  {
    mark: / (?:-u|--user|--proxy-user)[ =]/,
    pattern: global(String.raw`(\s(?:-u|--user|--proxy-user)[ \t=]{1,2}["']?[\w.@-]{1,64}:)(${WITH_DIGIT}[^\s"']{6,})`),
  },
  { mark: /sshpass/, pattern: global(String.raw`(\bsshpass -p ?["']?)([^\s"']{4,})`) },
  { mark: /login/, pattern: global(String.raw`(\blogin[ \t]{1,4}\S{1,128}\s{1,4}password[ \t]{1,4})(\S{4,})`) },
  {
    mark: /cookie/i,
    pattern: global(String.raw`(\b(?:set-)?cookie["']?[ \t]{0,4}:[ \t]{0,4}["']?)([\w.-]{1,64}=[^\r\n"']{8,})`),
  },
  {
    mark: /(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|API_KEY|TOKEN|_PWD)=/,
    pattern: new RegExp(
      /^((?:export )?[A-Z0-9_]{0,64}(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|API_KEY|TOKEN|_PWD)=)([^\s"'$<{(]{8,1024})$/,
      "gm",
    ),
  },
  { mark: /pwd=/i, pattern: global(String.raw`([;"']\s?pwd=)([^;"'\s]{4,})`) },
  { mark: /"auth"/, pattern: global(String.raw`("auth"\s{0,4}:\s{0,4}")([A-Za-z0-9+/]{16,}={0,2}(?="))`) },
  { mark: /_auth/, pattern: global(String.raw`((?:^|[:\s])_auth="?)([A-Za-z0-9+/]{8,}={0,2})`) },
  // Of Azure, Terraform, Mailchimp and Asana.
  {
    mark: /AZDO|JQQJ/,
    pattern: global(String.raw`${BEFORE_KEY}([A-Za-z0-9]{52}(?:AZDO|JQQJ)[A-Za-z0-9]{20,32}(?![\w-]))`),
  },
  { mark: /\.atlasv1\./, pattern: global(String.raw`${BEFORE_KEY}([A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,})`) },
  { mark: /-us\d/, pattern: global(String.raw`${BEFORE_KEY}([a-f0-9]{32}-us\d{1,2}(?![\w-]))`) },
  { mark: /[012]\/\d{16}/, pattern: global(String.raw`${BEFORE_KEY}([012]\/\d{16}(?:\/\d{16})?:[a-f0-9]{32})`) },
];

/** @param mask what becomes of a secret */
export function maskPlaced(text: string, mask: (secret: string) => string): string {
  let clean = text;
  for (const { mark, pattern } of PLACES) {
    if (mark.test(clean)) clean = maskRuns(clean, pattern, ([, before = "", secret = ""]) => before + mask(secret));
  }
  return clean;
}

function global(source: string): RegExp {
  return new RegExp(withBounds(source), "gi");
}
