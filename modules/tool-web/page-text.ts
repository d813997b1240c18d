/** From an answer's bytes to text: the charset, and what kind of text it is. */

import { Refusal } from "../lib/web-exchange/index.ts";
import { MAX_HTML_CHARS, toMarkdown } from "./markdown.ts";

export interface PageText {
  readonly text: string;
  readonly title?: string;
}

const TEXT_TYPES =
  /^(?:text\/|application\/(?:json|xml|javascript|ecmascript|yaml|toml|x-ndjson|x-yaml|x-sh|sql|graphql)|[^;]+\+(?:json|xml|yaml))/;
const HTML_TYPES = /^(?:text\/html|application\/xhtml\+xml)/;
/** How far into a page its own word about its charset may stand. */
const CHARSET_BYTES = 1024;

/** @param isRaw HTML stays as it is @throws Refusal `unsupported-type` */
export async function textOfPage(body: Buffer, contentType: string, isRaw: boolean): Promise<PageText> {
  const type = contentType.trim().toLowerCase();
  const isHtml =
    HTML_TYPES.test(type) || (type === "" && /^\s*<(?:!doctype html|html)/i.test(body.toString("latin1", 0, 200)));
  if (!isHtml && type !== "" && !TEXT_TYPES.test(type)) {
    throw new Refusal("unsupported-type", `The answer is ${type}, which is not text.`);
  }
  if (type === "" && body.includes(0)) throw new Refusal("unsupported-type", "The answer has no type and is not text.");
  const text = decode(body, charsetOf(body, type, isHtml));
  if (!isHtml) return { text };
  const title = titleOf(text);
  return { text: isRaw ? text : await toMarkdown(text), ...(title && { title }) };
}

function charsetOf(body: Buffer, type: string, isHtml: boolean): string {
  if (body[0] === 0xff && body[1] === 0xfe) return "utf-16le";
  if (body[0] === 0xfe && body[1] === 0xff) return "utf-16be";
  const [, told] = /charset\s*=\s*["']?([\w.:-]+)/.exec(type) ?? [];
  if (told !== undefined) return told;
  const head = isHtml ? body.toString("latin1", 0, CHARSET_BYTES) : "";
  return /<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]+)/i.exec(head)?.[1] ?? "utf-8";
}

function decode(body: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    // A charset that nobody knows: most of the web is UTF-8.
    return new TextDecoder().decode(body);
  }
}

function titleOf(html: string): string | undefined {
  const [, title] = /<title[^>]{0,200}>([^<]{1,500})/i.exec(html.slice(0, MAX_HTML_CHARS)) ?? [];
  return title?.replaceAll(/\s+/g, " ").trim();
}
