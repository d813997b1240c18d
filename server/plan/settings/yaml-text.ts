/** YAML as values with their lines. The parser is loaded when the first file is there to be read; errors never quote the text. */
import type { Document } from "yaml";
import type { JsonObject } from "../../../kernel/index.ts";
import { SettingsError } from "./settings-error.ts";

export interface YamlText {
  readonly document: Document.Parsed;
  readonly tree: JsonObject;
  /** Of the value at this path, counted from 1. */
  lineOf(path: readonly (string | number)[]): number | undefined;
}

const MAX_ALIASES = 100;

/** @throws SettingsError `settings-invalid` with the line */
export async function parseYaml(text: string, file: string): Promise<YamlText> {
  const { LineCounter, parseDocument } = await import("yaml");
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    maxAliasCount: MAX_ALIASES,
  } as object);
  const [error] = document.errors;
  if (error !== undefined)
    throw invalid(
      file,
      `line ${lines.linePos(error.pos[0]).line}: not YAML (${wordsOf(error.code)})${fixFor(error.code)}`,
    );
  let tree: unknown;
  try {
    tree = document.toJS({ maxAliasCount: MAX_ALIASES });
    // What holds itself has no end for whoever walks through it.
    if (/\*/.test(text)) JSON.stringify(tree);
  } catch {
    throw invalid(
      file,
      `its aliases cannot be resolved; write out what they stand for (${MAX_ALIASES} at most, none within itself)`,
    );
  }
  if (tree !== null && (typeof tree !== "object" || Array.isArray(tree)))
    throw invalid(file, "it must be a map of keys and values");
  return {
    document,
    tree: (tree ?? {}) as JsonObject,
    lineOf: (path) => {
      const start = startOf(document, path);
      return start === undefined ? undefined : lines.linePos(start).line;
    },
  };
}

/** One value, as it would stand behind a key. @throws SettingsError `settings-invalid` */
export async function parseValue(text: string): Promise<unknown> {
  const { parseDocument } = await import("yaml");
  const document = parseDocument(text, { prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw invalid("the value", `not YAML (${wordsOf(error.code)})${fixFor(error.code)}`);
  return document.toJS({ maxAliasCount: MAX_ALIASES });
}

interface YamlNode {
  readonly range?: readonly number[];
  readonly items?: readonly { readonly key?: { readonly value?: unknown } & YamlNode }[];
}

/** Where the key stands, in a map; where the item begins, in a list. */
function startOf(document: Document.Parsed, path: readonly (string | number)[]): number | undefined {
  const parent = document.getIn(path.slice(0, -1), true) as YamlNode | null | undefined;
  const pair = parent?.items?.find(({ key }) => key !== undefined && String(key.value) === path.at(-1));
  const node = pair?.key ?? (document.getIn(path, true) as YamlNode | null | undefined);
  return node?.range?.[0];
}

const FIXES: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "indent with blanks",
  BAD_INDENT: "close the bracket or brace, or give the line the indentation of those beside it",
  BLOCK_AS_IMPLICIT_KEY: "give the line the indentation of those beside it, or put the value in quotes",
  MULTILINE_IMPLICIT_KEY: "write `key: value`, with a blank behind the colon",
  MISSING_CHAR: "close the quote, the bracket or the brace, or write `key: value`",
  DUPLICATE_KEY: "keep one of them",
  MULTIPLE_DOCS: "take out the line of ---",
  BAD_ALIAS: "put it in quotes, if it is no alias",
  UNEXPECTED_TOKEN: "put the value in quotes",
  BAD_SCALAR_START: "put the value in quotes",
};

function fixFor(code: string): string {
  return Object.hasOwn(FIXES, code) ? `; ${FIXES[code]}` : "";
}

/** `BAD_INDENT` as words. The parser's own messages may quote the text. */
function wordsOf(code: string): string {
  return code.toLowerCase().replaceAll("_", " ");
}

function invalid(file: string, what: string): SettingsError {
  return new SettingsError("settings-invalid", `${file}: ${what}`, [{ path: file, message: what }]);
}
