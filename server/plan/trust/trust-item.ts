/** One thing in a workspace that may act only when the user trusts it, bound to its content: a value of a file, or a whole file. */
import { createHash } from "node:crypto";
import { canonical } from "../settings/leaves.ts";

export interface TrustItem {
  /** Relative to the workspace. */
  readonly file: string;
  /** The place in the file; nothing for a whole file or folder. */
  readonly key?: string;
  /** What it would do, in words that follow "it". */
  readonly why: string;
  /** Of a document: the digest of its text alone, without the code that it names. */
  readonly text?: string;
  /** Changes with the file, the key and the value. */
  readonly digest: string;
}

/** @param content the value, or the digest of a file. The place in a list does not count. */
export function trustItem(item: Omit<TrustItem, "digest">, content: unknown): TrustItem {
  const key = item.key?.replace(/\[\d+\]$/, "[]") ?? "";
  const digest = createHash("sha256")
    .update(canonical([item.file, key, content]))
    .digest("hex");
  return { ...item, digest };
}
