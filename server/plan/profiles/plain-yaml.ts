/**
 * Reads the part of YAML that front matter is mostly written in, some ten times as fast as the whole language can be read: maps and lists
 * in blocks or on one line, and plain or quoted values. Of anything else it says so, and the real parser reads it; it never guesses, and
 * knows no errors. A test compares the two on many texts.
 */
import type { JsonObject } from "../../../kernel/index.ts";

/** Nothing for a text that has more in it than this understands, or a fault. */
export function readPlainYaml(text: string): JsonObject | undefined {
  try {
    const lines = new Lines(text);
    const tree = lines.isDone ? {} : lines.map(0);
    return lines.isDone ? tree : undefined;
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

class NotPlain extends Error {}

/** White space besides blanks, and characters that do not show: YAML and JavaScript see different things in some of them. */
const ODD = /[^\S ]|\p{C}/u;
const PAIR = /^([A-Za-z_][\w-]*):(?: +(.+))?$/;
const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["null", null],
  ["true", true],
  ["false", false],
]);

interface Line {
  readonly indent: number;
  readonly text: string;
}

class Lines {
  readonly #lines: Line[] = [];
  #next = 0;

  constructor(text: string) {
    for (const raw of text.split("\n")) {
      if (ODD.test(raw) || raw.startsWith("---") || raw.startsWith("...")) throw new NotPlain();
      const line = raw.trimStart();
      if (line !== "" && !line.startsWith("#"))
        this.#lines.push({ indent: raw.length - line.length, text: line.trimEnd() });
    }
  }

  get isDone(): boolean {
    return this.#next === this.#lines.length;
  }

  get #line(): Line {
    return this.#lines[this.#next] ?? { indent: -1, text: "" };
  }

  map(indent: number): JsonObject {
    const map: JsonObject = {};
    while (this.#line.indent === indent && !isItem(this.#line)) {
      const [, key = "", value] = PAIR.exec(this.#line.text) ?? [];
      if (!isKey(key) || Object.hasOwn(map, key)) throw new NotPlain();
      this.#next += 1;
      map[key] = value === undefined ? this.#below(indent) : valueIn(value);
      // A value may go on in the next line, which is then deeper.
      if (this.#line.indent > indent) throw new NotPlain();
    }
    return map;
  }

  /** What stands under a key that has nothing beside it. */
  #below(indent: number): unknown {
    const line = this.#line;
    if (isItem(line) && line.indent >= indent) return this.#list(line.indent);
    return line.indent > indent ? this.map(line.indent) : null;
  }

  #list(indent: number): unknown[] {
    const list: unknown[] = [];
    while (this.#line.indent === indent && isItem(this.#line)) {
      const { text } = this.#line;
      const rest = text.slice(1).trimStart();
      if (PAIR.test(rest)) {
        const inner = indent + text.length - rest.length;
        this.#lines[this.#next] = { indent: inner, text: rest };
        list.push(this.map(inner));
      } else {
        this.#next += 1;
        list.push(valueIn(rest));
      }
      if (this.#line.indent > indent) throw new NotPlain();
    }
    return list;
  }
}

function isItem({ text }: Line): boolean {
  return text.startsWith("- ");
}

function isKey(key: string): boolean {
  return key !== "" && key !== "__proto__" && !CONSTANTS.has(key.toLowerCase());
}

function valueIn(text: string): unknown {
  if (text.startsWith("[") || text.startsWith("{")) {
    const flow = new Flow(text);
    const value = flow.value();
    if (!flow.isDone) throw new NotPlain();
    return value;
  }
  const [, double, single] = /^(?:"([^"\\]*)"|'([^']*)')$/.exec(text) ?? [];
  return double ?? single ?? scalarOf(text);
}

function scalarOf(text: string): unknown {
  const constant = CONSTANTS.get(text);
  if (constant !== undefined) return constant;
  if (/^(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$/.test(text)) return Number(text);
  const isText = /^(?:[A-Za-z_/($\u00a1-\ufdff]|\.{1,2}\/|\d+\.\d+\.\d)/.test(text);
  if (!isText || CONSTANTS.has(text.toLowerCase()) || /:(?: |$)| #/.test(text)) throw new NotPlain();
  return text;
}

const MAX_DEPTH = 20;

/** A list or a map on one line. */
class Flow {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isDone(): boolean {
    return this.#at === this.#text.length;
  }

  value(): unknown {
    if (this.#take(/\[ */y)) return this.#items("]", () => this.value());
    if (this.#take(/\{ */y)) {
      const pairs = this.#items("}", () => this.#pair());
      const map = Object.fromEntries(pairs);
      if (Object.keys(map).length < pairs.length) throw new NotPlain();
      return map;
    }
    const text = this.#take(/"[^"\\]*"|'[^']*'|[^,[\]{}"']+/y)?.trimEnd();
    if (text === undefined) throw new NotPlain();
    return valueIn(text);
  }

  #pair(): [string, unknown] {
    const key = this.#take(/[A-Za-z_][\w-]*: +/y)?.split(":")[0] ?? "";
    if (!isKey(key)) throw new NotPlain();
    return [key, this.value()];
  }

  #items<Item>(end: string, read: () => Item): Item[] {
    const items: Item[] = [];
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new NotPlain();
    while (this.#text[this.#at] !== end) {
      if (items.length > 0 && !this.#take(/, */y)) throw new NotPlain();
      items.push(read());
      this.#take(/ +/y);
    }
    this.#at += 1;
    this.#depth -= 1;
    return items;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [taken] = pattern.exec(this.#text) ?? [];
    if (taken !== undefined) this.#at += taken.length;
    return taken;
  }
}
