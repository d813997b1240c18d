/** Which version of each file this session has last seen, by the hash of its content. It lives as long as the session is mounted. */
import { createHash } from "node:crypto";

/** The file seen longest ago is forgotten, and must then be read again before it is replaced. */
const MAX_FILES = 10_000;

export class KnownVersions {
  readonly #hashes = new Map<string, string>();

  hashOf(path: string): string | undefined {
    return this.#hashes.get(path);
  }

  remember(path: string, hash: string): void {
    this.#hashes.delete(path);
    this.#hashes.set(path, hash);
    const [oldest] = this.#hashes.keys();
    if (this.#hashes.size > MAX_FILES && oldest !== undefined) this.#hashes.delete(oldest);
  }
}

/** SHA-256 in hex. */
export function hashOf(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
