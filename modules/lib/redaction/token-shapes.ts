/**
 * The shapes of secrets in text. Every pattern begins with something rare, repeats over one class of characters only, and cannot
 * begin again inside its own match, so that a search takes time in proportion to the text.
 */
import { MAX_REPEATS, withBounds } from "./long-runs.ts";

/** Keys that say by themselves what they are; nothing of the class may stand before them. */
const KEYS = [
  /sk-ant-[\w-]{16,}/,
  // OpenAI, OpenRouter and others; a digit somewhere keeps out names that are put together with dashes.
  /sk-(?=[A-Za-z_-]{0,64}\d)[\w-]{20,}/,
  /[srp]k_(?:live|test)_[A-Za-z0-9]{16,}/,
  /whsec_[A-Za-z0-9+/]{24,}={0,2}/,
  /AIza[\w-]{35}(?![\w-])/,
  /ya29\.[\w-]{20,}/,
  /GOCSPX-[\w-]{20,}/,
  /(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/,
  /gh[pousr]_[A-Za-z0-9]{30,}/,
  /github_pat_\w{22,}/,
  /gl(?:pat|dt|ptt|rt|cbt|ft|soat)-[\w.-]{20,}/,
  /xox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{10,}/,
  /xapp-\d-[A-Za-z0-9-]{10,}/,
  /npm_[A-Za-z0-9]{36}/,
  /pypi-AgE[\w-]{40,}/,
  /hf_[A-Za-z0-9]{30,}/,
  /gsk_[A-Za-z0-9]{40,}/,
  /xai-[A-Za-z0-9]{40,}/,
  /pplx-[A-Za-z0-9]{40,}/,
  /nvapi-[\w-]{40,}/,
  /tvly-[\w-]{20,}/,
  /r8_[A-Za-z0-9]{30,}/,
  /SG\.[\w-]{16,}\.[\w-]{16,}/,
  /dop_v1_[a-f0-9]{64}/,
  /dapi[a-f0-9]{32}(?![a-f0-9])/,
  /hv[sb]\.[\w-]{24,}/,
  /shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/,
  /lin_api_[A-Za-z0-9]{32,}/,
  /ATATT3[\w=-]{60,}/,
  /ABSK[A-Za-z0-9+/]{80,}={0,2}/,
  /\w{3}\dQ~[\w.~-]{31,}/,
  /csk-[a-z0-9]{40,}/,
  /do[or]_v1_[a-f0-9]{64}/,
  /dckr_(?:pat|oat)_[\w-]{20,}/,
  /figd_[\w-]{30,}/,
  /gl(?:agent|imt|ffct)-[\w-]{20,}/,
  /glsa_\w{30,}/,
  /ntn_[A-Za-z0-9]{40,}/,
  /sbp_[a-f0-9]{40}/,
  /sntrys_[\w+/=-]{40,}/,
  /SK[a-f0-9]{32}(?![A-Za-z0-9])/,
  /\d{8,10}:AA[\w-]{33}(?![\w-])/,
  /AGE-SECRET-KEY-1[A-Z0-9]{50,}/,
  /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/,
];

/** A letter before it may be the end of an escape: `\\n` in a text that is JSON, `%3D` in a URL. */
const BEGINS = String.raw`(?:(?<![\w-])|(?<=\\[bfnrt]|%[0-9A-Fa-f]{2}))`;

export const KEY_SHAPES = new RegExp(withBounds(`${BEGINS}(?:${KEYS.map((key) => key.source).join("|")})`), "g");

/** The password of `scheme://user:password@host`. */
export const URL_PASSWORD = /(?<=[A-Za-z0-9+.-]:\/\/[^\s/:@"'<>]{0,128}:)[^\s/@"'<>]{1,256}(?=@)/g;

/** What gives access by its address alone: the signature of a shared link, the path of a webhook. */
export const URL_SECRET =
  /(?<=[?&](?:sig|X-Amz-Signature|X-Goog-Signature|Signature)=)[\w%+/=-]{20,1024}|(?<=hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/]{20,256}/g;

/** What follows `Authorization: Bearer`; a digit keeps out prose. */
export const AUTHORIZATION = new RegExp(
  withBounds(
    /(?<=\bauthorization\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?(?:bearer|basic|token|apikey)\s{1,4})[^\s"'\\,;]{6,}|(?<=\bbearer\s{1,4})(?=[A-Za-z._~+/=-]{0,64}\d)[\w.~+/=-]{16,}/
      .source,
  ),
  "gi",
);

const SECRET_WORDS =
  /(?:api_?-?key|access_?-?key|secret_?-?key|private_?-?key|account_?-?key|shared_?access_?key|encryption_?-?key|client_?-?secret|secret_?access_?key|(?:access|auth|refresh|id|api|session|bearer|bot)_?-?token|passw(?:or)?d|passphrase|secret|token)/
    .source;

/** `API_KEY=…`, `"password": "…"` and their like: what stands behind such a word, in quotes, or bare with a digit in it. */
export const NAMED_SECRET = new RegExp(
  withBounds(
    String.raw`(${SECRET_WORDS}\\?["']?\s{0,4}(?:=>|:=|[:=])\s{0,4})(?:(\\?")([^"\s\\]{8,}(?=\\?")|[^"\s\\]{${MAX_REPEATS}})|(')([^'\s\\]{8,}(?=')|[^'\s\\]{${MAX_REPEATS}})|(?=[A-Za-z_.~+/=@!#%^*-]{0,64}\d)([\w.~+/=@!#%^*-]{8,}))`,
  ),
  "gi",
);
