/** A text file as a whole: its text with line feeds, and what is needed to write it back as it was: line endings, mark, mode. */

import { hashOf } from "./known-versions.ts";
import { openFile } from "./open-file.ts";
import { Refusal } from "./refusal.ts";

/** What is edited or replaced is held in memory; a larger file is not. */
export const MAX_TEXT_BYTES = 32 * 1024 * 1024;

export interface FileVersion {
  readonly content: Buffer;
  /** SHA-256 in hex. */
  readonly hash: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface TextStyle {
  readonly hasMark: boolean;
  /** Every line ends with CR LF. A file that mixes both is left as it is. */
  readonly isCrlf: boolean;
}

const MARK = "\uFEFF";

/** Nothing when the file does not exist. @throws Refusal `too-large`, `not-a-file`, `changed` */
export async function readVersion(path: string): Promise<FileVersion | undefined> {
  const handle = await openFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (handle === undefined) return undefined;
  try {
    const { size, mode, uid, gid } = await handle.stat();
    if (size > MAX_TEXT_BYTES) {
      throw new Refusal(
        "too-large",
        `${path} has ${size} bytes; files over ${MAX_TEXT_BYTES} are not edited or replaced.`,
      );
    }
    const content = await handle.readFile();
    return { content, hash: hashOf(content), mode: mode & 0o7777, uid, gid };
  } finally {
    await handle.close();
  }
}

/** @throws Refusal `binary` when it is not UTF-8: writing it back would change what nobody asked to change */
export function decode(path: string, content: Buffer): { readonly text: string; readonly style: TextStyle } {
  let raw: string;
  try {
    raw = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw new Refusal("binary", `${path} is not UTF-8 text; editing it would damage it.`);
  }
  const style = styleOf(raw);
  const bare = style.hasMark ? raw.slice(MARK.length) : raw;
  return { text: style.isCrlf ? bare.replaceAll("\r\n", "\n") : bare, style };
}

/** The reverse of `decode`. */
export function encode(text: string, style: TextStyle): Buffer {
  const lines = style.isCrlf ? text.replaceAll(/\r?\n/g, "\r\n") : text;
  return Buffer.from(style.hasMark && !lines.startsWith(MARK) ? MARK + lines : lines);
}

/** @param raw the text as it stands in the file */
export function styleOf(raw: string): TextStyle {
  const isCrlf = raw.includes("\r\n") && !/(^|[^\r])\n/.test(raw);
  return { hasMark: raw.startsWith(MARK), isCrlf };
}
