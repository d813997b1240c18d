/**
 * A file of MCP servers as every host has one: `{"mcpServers": {NAME: {…}}}`, or `servers` in its place. Tells what stands there, with lines,
 * or what is wrong with it. Comments are let pass. Neither judges trust nor starts anything.
 */
import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { didYouMean } from "../../../kernel/index.ts";

export interface WrittenServer {
  readonly name: string;
  readonly value: unknown;
  /** Where it stands, such as `mcpServers.NAME`. */
  readonly key: string;
  /** Counted from 1. */
  readonly line: number;
}

export interface ServerFile {
  readonly servers: readonly WrittenServer[];
  /** What keeps the whole file from being read. Quotes nothing of it but keys. */
  readonly problem?: { readonly line: number; readonly message: string };
}

const KEYS = ["mcpServers", "servers"];

export function parseServerFile(text: string): ServerFile {
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    root = parseTree(text.replace(/^\uFEFF/, ""), errors, { allowTrailingComma: true });
  } catch {
    return broken(1, "it is nested too deeply");
  }
  const lineOf = (offset: number): number => text.slice(0, offset).split("\n").length;
  const [error] = errors;
  if (error !== undefined)
    return broken(lineOf(error.offset), `not JSON (${wordsOf(printParseErrorCode(error.error))})`);
  if (root?.type !== "object") return broken(1, "it must be an object with mcpServers");
  const members = membersOf(root);
  const found = members.filter(({ key }) => KEYS.includes(key));
  for (const { key, value, offset } of found)
    if (value.type !== "object")
      return broken(lineOf(offset), `${key}: it must be an object, with a server under each name`);
  const stray = found.length > 0 ? undefined : members.find(({ key }) => didYouMean(key, KEYS) !== "");
  if (stray !== undefined)
    return broken(lineOf(stray.offset), `unknown key ${stray.key}${didYouMean(stray.key, KEYS)}`);
  const servers = found.flatMap(({ key, value }) =>
    membersOf(value).map((one) => ({
      name: one.key,
      value: getNodeValue(one.value) as unknown,
      key: `${key}.${one.key}`,
      line: lineOf(one.offset),
    })),
  );
  return { servers };
}

function broken(line: number, message: string): ServerFile {
  return { servers: [], problem: { line, message } };
}

interface Member {
  readonly key: string;
  readonly value: Node;
  readonly offset: number;
}

function membersOf({ children = [] }: Node): Member[] {
  return children.flatMap(({ children: [key, value] = [], offset }) =>
    key === undefined || value === undefined ? [] : [{ key: String(key.value), value, offset }],
  );
}

/** `PropertyNameExpected` as words. */
function wordsOf(code: string): string {
  return code.replaceAll(/(?<=[a-z])[A-Z]/g, " $&").toLowerCase();
}
