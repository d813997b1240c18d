/** Finds the mentions in a text: `@path`, `@./path`, `@~/path`, `@name:path`. Code and e-mail addresses are passed over. Reads no file. */
import { maskCode } from "./mask-code.ts";

const MAX_MENTIONS = 200;
/** Behind the beginning, a blank or an opening bracket or quote; an e-mail address has a word there. */
const MENTION =
  /(?<=^|[\s([{<"'>*_-])@(?:([A-Za-z0-9][\w.-]*):)?((?:~\/|\.{1,2}\/|\/)?\.?[\p{L}\p{N}_][\p{L}\p{N}_./+@-]*|~\/)/gmu;

export interface Mention {
  /** As it stands in the text, with its `@`. */
  readonly text: string;
  /** `user`, `project` or a collection, where one is named. */
  readonly namespace?: string;
  readonly path: string;
}

/** Each once, in the order of the text. */
export function findMentions(text: string): Mention[] {
  const found = new Map<string, Mention>();
  for (const [whole, namespace, rawPath = ""] of maskCode(text).matchAll(MENTION)) {
    if (found.size >= MAX_MENTIONS) break;
    // The end of a sentence is no part of a path.
    const path = rawPath.replace(/[.,@+-]+$/, "");
    const mention = whole.slice(0, whole.length - (rawPath.length - path.length));
    if (path !== "") found.set(mention, { text: mention, path, ...(namespace !== undefined && { namespace }) });
  }
  return [...found.values()];
}
