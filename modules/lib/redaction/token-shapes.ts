/**
 * The shapes of secrets in text. Every pattern begins with something rare, repeats over one class of characters only, and cannot
 * begin again inside its own match, so that a search takes time in proportion to the text.
 */
import { MAX_REPEATS, withBounds } from "./long-runs.ts";
import { KEYS } from "./vendor-keys.ts";

/** A letter before it may be the end of an escape: `\\n` in a text that is JSON, `%3D` in a URL. */
export const BEGINS = String.raw`(?:(?<![\w-])|(?<=\\[bfnrt]|%[0-9A-Fa-f]{2}))`;

export const KEY_SHAPES = new RegExp(withBounds(`${BEGINS}(?:${KEYS.map((key) => key.source).join("|")})`), "g");

/** The password of `scheme://user:password@host`. */
export const URL_PASSWORD = /(?<=[A-Za-z0-9+.-]:\/\/[^\s/:@"'<>[]{0,128}:)[^\s/@"'<>]{1,256}(?=@)/g;

/** What gives access by its address alone: the signature of a shared link, the path of a webhook, a token in a user's place. */
export const URL_SECRET = new RegExp(
  [
    /(?<=[?&](?:sig|X-Amz-Signature|X-Goog-Signature|Signature)=)[\w%+/=-]{20,1024}/,
    /(?<=hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/]{20,256}/,
    /(?<=discord(?:app)?\.com\/api\/webhooks\/\d{15,20}\/)[\w-]{40,256}/,
    /(?<=\.office\.com\/webhook\w{0,2}\/)[\w/@-]{40,512}/,
    /(?<=https?:\/\/)(?=[^\s/:@]{0,64}\d)[\w.~%-]{20,256}(?=@)/,
  ]
    .map((pattern) => pattern.source)
    .join("|"),
  "g",
);

/** What follows `Authorization: Bearer`; a digit keeps out prose. */
export const AUTHORIZATION = new RegExp(
  withBounds(
    /(?<=\bauthorization\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?(?:bearer|basic|token|apikey)\s{1,4})[^\s"'\\,;]{6,}|(?<=\bbearer\s{1,4})(?=[A-Za-z._~+/=-]{0,64}\d)[\w.~+/=-]{16,}/
      .source,
  ),
  "gi",
);

export const SECRET_WORDS =
  /(?:api_?-?key|access_?-?key|secret_?-?key|private_?-?key|account_?-?key|shared_?access_?key|encryption_?-?key|signing_?-?key|subscription_?-?key|functions_?-?key|secret_?-?key_?-?base|mysql_pwd|client_?-?secret|secret_?access_?key|(?:access|auth|refresh|id|api|session|bearer|bot)_?-?token|passw(?:or)?d|passphrase|secret|token)/
    .source;

/** `API_KEY=…`, `"password": "…"` and their like: what stands behind such a word, in quotes, or bare with a digit in it. */
export const NAMED_SECRET = new RegExp(
  withBounds(
    String.raw`(${SECRET_WORDS}\\?["']?\s{0,4}(?:=>|:=|[:=])\s{0,4})(?:(\\?")([^"\s\\]{8,}(?=\\?")|[^"\s\\]{${MAX_REPEATS}})|(')([^'\s\\]{8,}(?=')|[^'\s\\]{${MAX_REPEATS}})|(?=[A-Za-z_.~+/=@!#%^*-]{0,64}\d)([\w.~+/=@!#%^*-]{8,}))`,
  ),
  "gi",
);
