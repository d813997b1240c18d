/** One thing in a workspace that may act only when the user trusts it, bound to its content: a value of a file, or a whole file. */
import { createHash } from "node:crypto";
import { canonical } from "../settings/leaves.ts";
import { UnboundCode } from "./code-digest.ts";

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
  /** Why it cannot be trusted, whatever the user says: trust cannot be bound to the code that it would run. */
  readonly unbound?: string;
}

/** @param content the value, or the digest of a file. The place in a list does not count. */
export function trustItem(item: Omit<TrustItem, "digest">, content: unknown): TrustItem {
  const key = item.key?.replace(/\[\d+\]$/, "[]") ?? "";
  const digest = createHash("sha256")
    .update(canonical([item.file, key, content]))
    .digest("hex");
  return { ...item, digest };
}

/** @param content as `trustItem` takes it, with the code that has to be looked at for it */
export async function codeItem(item: Omit<TrustItem, "digest">, content: () => Promise<unknown>): Promise<TrustItem> {
  try {
    return trustItem(item, await content());
  } catch (error) {
    if (error instanceof UnboundCode) return { ...trustItem(item, undefined), unbound: error.message };
    throw error;
  }
}

export function isTrustedIn({ digest, unbound }: TrustItem, trusted: ReadonlySet<string>): boolean {
  return unbound === undefined && trusted.has(digest);
}
