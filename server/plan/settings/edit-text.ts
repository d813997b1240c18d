/**
 * Makes one change in the text of a YAML file and leaves every other character of it as it is: another value in the place of one, or one
 * more key or item behind the last. What it does not understand it leaves to the caller, who checks what the text says then.
 */
import type { Document, Node, Pair } from "yaml";

export interface TextChange {
  readonly path: readonly string[];
  readonly value: unknown;
  /** The value becomes one more item of the list. */
  readonly isItem?: boolean;
}

/** Nothing for a change that is more than that. @param document what the text says now */
export async function editText(
  text: string,
  document: Document.Parsed,
  change: TextChange,
): Promise<string | undefined> {
  const yaml = await import("yaml");
  const write = (value: unknown): string => yaml.stringify(value, { lineWidth: 0 }).trimEnd();
  const node = document.getIn(change.path, true);
  if (change.isItem === true && yaml.isSeq(node) && node.flow !== true)
    return withLines(text, node.items as Node[], write([change.value]));
  if (change.value === undefined || (change.isItem === true && node !== undefined)) return undefined;
  if (yaml.isScalar(node)) {
    const isPlain = node.anchor === undefined && node.tag === undefined && !String(node.type).startsWith("BLOCK");
    const isScalar = typeof change.value !== "object";
    return isPlain && isScalar && node.range ? replaced(text, node.range, write(change.value)) : undefined;
  }
  if (node !== undefined) return undefined;
  // The nearest map that is there already.
  for (let depth = change.path.length - 1; depth >= 0; depth -= 1) {
    const parent = depth === 0 ? document.contents : document.getIn(change.path.slice(0, depth), true);
    if (parent === undefined) continue;
    if (!yaml.isMap(parent) || parent.flow === true) return undefined;
    const added = change.path.slice(depth).reduceRight((inner, key) => ({ [key]: inner }), addedBy(change));
    return withLines(text, parent.items as Pair<Node, Node | null>[], write(added));
  }
  return undefined;
}

function addedBy({ value, isItem }: TextChange): unknown {
  return isItem === true ? [value] : value;
}

function replaced(text: string, [start, end]: readonly number[], value: string): string | undefined {
  return value.includes("\n") ? undefined : `${text.slice(0, start)}${value}${text.slice(end)}`;
}

/** @param items of a list or a map in blocks; the lines come behind the last one, and behind a comment beside it */
function withLines(
  text: string,
  items: readonly (Node | Pair<Node, Node | null>)[],
  lines: string,
): string | undefined {
  const [first, last] = [items[0], items.at(-1)];
  const start = first && rangeOf(first)?.[0];
  const end = last && rangeOf(last)?.[1];
  if (start === undefined || end === undefined) return undefined;
  const indent = /^[ \uFEFF]*/.exec(text.slice(text.lastIndexOf("\n", start - 1) + 1))?.[0].replace("\uFEFF", "") ?? "";
  const next = text.indexOf("\n", text[end - 1] === "\n" ? end - 1 : end);
  const at = next < 0 ? text.length : next + 1;
  const added = lines
    .split("\n")
    .map((line) => `${indent}${line}\n`)
    .join("");
  return `${text.slice(0, at)}${next < 0 ? "\n" : ""}${added}${text.slice(at)}`;
}

function rangeOf(item: Node | Pair<Node, Node | null>): readonly [number, number] | undefined {
  if (!("key" in item)) return item.range ? [item.range[0], item.range[1]] : undefined;
  const { key, value } = item;
  if (!key.range) return undefined;
  return [key.range[0], Math.max(key.range[1], value?.range?.[1] ?? 0)];
}
