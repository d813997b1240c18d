/** Text and JSON values without their secrets. What holds none comes back as it is, the same object. */
import { isBase64Blob } from "./base64-blob.ts";
import { maskRuns } from "./long-runs.ts";
import { MASK } from "./mask.ts";
import { maskPlaced } from "./placed-secrets.ts";
import { redactPrivateKeys } from "./private-keys.ts";
import { isSecretName } from "./secret-names.ts";
import { AUTHORIZATION, KEY_SHAPES, NAMED_SECRET, URL_PASSWORD, URL_SECRET } from "./token-shapes.ts";

export interface Redactor {
  /** Deep, for JSON values. Deeper than 200 levels, and in a circle, there is a note in place of the value. */
  redact<Value>(value: Value): Value;
  redactText(text: string): string;
}

const MAX_DEPTH = 200;
const MIN_SECRET_LENGTH = 8;

/** @param options.secrets values to take out wherever they turn up; those under 8 characters are left alone */
export function makeRedactor(options: { readonly secrets?: readonly string[] } = {}): Redactor {
  const known = knownPattern(options.secrets ?? []);
  const redactText = (text: string): string => {
    const clean = known === undefined ? text : text.replace(known, MASK);
    // What looks like a key in a picture is chance.
    return isBase64Blob(clean) ? clean : redactShapes(clean);
  };
  return { redactText, redact: <Value>(value: Value) => walk(value, { redactText, ancestors: [] }) as Value };
}

/** Takes out these values and nothing else, deep; the same minimum of characters holds. The names of keys are left alone. */
export function makeMask(secrets: readonly string[]): <Value>(value: Value) => Value {
  const known = knownPattern(secrets);
  if (known === undefined) return (value) => value;
  return <Value>(value: Value) => mapTexts(value, (text) => text.replace(known, MASK)) as Value;
}

/** Every text of a JSON value changed, and the names of its keys left alone. */
export function mapTexts(value: unknown, change: (text: string) => string, depth = 0): unknown {
  if (typeof value === "string") return change(value);
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change, depth + 1));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change, depth + 1)]));
}

const plain = makeRedactor();

export function redact<Value>(value: Value): Value {
  return plain.redact(value);
}

export function redactText(text: string): string {
  return plain.redactText(text);
}

function redactShapes(text: string): string {
  const withoutKeys = maskRuns(redactPrivateKeys(text), KEY_SHAPES, () => MASK);
  const withoutPasswords = withoutKeys.replace(URL_SECRET, MASK).replace(URL_PASSWORD, maskUnlessPlaceholder);
  const withoutHeaders = maskRuns(withoutPasswords, AUTHORIZATION, ([secret]) => maskUnlessPlaceholder(secret));
  return maskPlaced(maskRuns(withoutHeaders, NAMED_SECRET, maskNamed), maskUnlessPlaceholder);
}

function maskNamed([whole, head, doubleQuote, inDouble, singleQuote, inSingle, bare]: RegExpExecArray): string {
  const value = inDouble ?? inSingle ?? bare ?? "";
  if (maskUnlessPlaceholder(value) === value) return whole;
  return `${head}${doubleQuote ?? singleQuote ?? ""}${MASK}`;
}

/** `$TOKEN`, `<token>` and `process.env.TOKEN` name a secret without telling it. */
function maskUnlessPlaceholder(value: string): string {
  const isPlaceholder = /^(?:[$<{*%[]|process\.|os\.|env\.|import\.|undefined$|null$|x{8})/i.test(value);
  return isPlaceholder ? value : MASK;
}

function knownPattern(secrets: readonly string[]): RegExp | undefined {
  const texts = secrets.filter((secret) => secret.length >= MIN_SECRET_LENGTH);
  const escaped = (text: string): string => JSON.stringify(text).slice(1, -1);
  const all = new Set(texts.flatMap((text) => [text, encodeURIComponent(text), escaped(text)]));
  if (all.size === 0) return undefined;
  const longestFirst = [...all].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("|"), "g");
}

interface Walk {
  readonly redactText: (text: string) => string;
  readonly ancestors: readonly object[];
}

function walk(value: unknown, state: Walk): unknown {
  if (typeof value === "string") return state.redactText(value);
  if (typeof value !== "object" || value === null) return value;
  if (state.ancestors.length > MAX_DEPTH) return "[TOO DEEP]";
  if (state.ancestors.includes(value)) return "[CIRCULAR]";
  const inner = { ...state, ancestors: [...state.ancestors, value] };
  if (Array.isArray(value)) {
    const items = value.map((item) => walk(item, inner));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  return isPlainObject(value) ? walkObject(value, inner) : value;
}

function walkObject(object: Record<string, unknown>, state: Walk): Record<string, unknown> {
  const namesSecret = typeof object.name === "string" && isSecretName(object.name);
  let isChanged = false;
  const entries = Object.entries(object).map(([key, item]): [string, unknown] => {
    const isSecret = isSecretName(key) || (namesSecret && key === "value");
    const clean = isSecret && typeof item === "string" && item !== "" ? MASK : walk(item, state);
    const cleanKey = key.length < MIN_SECRET_LENGTH ? key : state.redactText(key);
    isChanged ||= clean !== item || cleanKey !== key;
    return [cleanKey, clean];
  });
  return isChanged ? Object.fromEntries(entries) : object;
}

function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
