/**
 * What code is now, as one digest. Links are followed, as those who load the code follow them, and nothing is read beyond a bound:
 * code that cannot be looked at whole has no digest, so that nobody takes it for what was trusted.
 */
import { createHash, type Hash } from "node:crypto";
import { constants } from "node:fs";
import { lstat, open, readdir, readlink, realpath } from "node:fs/promises";
import { join, relative } from "node:path";
import { messageOf } from "../../../kernel/index.ts";

const MAX_CODE_FILES = 5000;
const MAX_CODE_BYTES = 64 * 1024 * 1024;
/** Of one file that is named by itself, such as a program. */
const MAX_FILE_BYTES = 2 * 1024 * 1024 * 1024;

/** There is code, and trust cannot be bound to it; the message says why, and what to do. */
export class UnboundCode extends Error {}

/** The digest of a file, or of everything in a folder; nothing where there is none. @throws UnboundCode */
export async function codeDigest(path: string): Promise<string | undefined> {
  try {
    const start = await startOf(path);
    if (start === undefined) return undefined;
    const isFile = (await lstat(start)).isFile();
    return await new Survey(path, start, isFile ? MAX_FILE_BYTES : MAX_CODE_BYTES).digest();
  } catch (error) {
    if (error instanceof UnboundCode) throw error;
    throw new UnboundCode(`${path} cannot be read whole (${messageOf(error)}); make all of it readable`);
  }
}

/** Where the path leads; nothing where there is nothing. */
async function startOf(path: string): Promise<string | undefined> {
  return realpath(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
}

class Survey {
  readonly #name: string;
  readonly #start: string;
  readonly #maxBytes: number;
  readonly #hash = createHash("sha256");
  /** Real paths: each is looked at once, whichever links lead to it. */
  readonly #seen = new Set<string>();
  #bytes = 0;

  constructor(name: string, start: string, maxBytes: number) {
    this.#name = name;
    this.#start = start;
    this.#maxBytes = maxBytes;
  }

  async digest(): Promise<string> {
    await this.#add(this.#start);
    return this.#hash.digest("hex");
  }

  /** @param entry a real path, but for its last part */
  async #add(entry: string): Promise<void> {
    if (this.#seen.has(entry)) return;
    this.#seen.add(entry);
    if (this.#seen.size > MAX_CODE_FILES) throw this.#tooMuch();
    const stats = await lstat(entry);
    const isLink = stats.isSymbolicLink();
    this.#hash.update(JSON.stringify([relative(this.#start, entry), stats.isDirectory(), isLink]));
    if (stats.isDirectory()) {
      for (const name of (await readdir(entry)).sort()) if (name !== ".git") await this.#add(join(entry, name));
    } else if (isLink) {
      this.#hash.update(await readlink(entry));
      const target = await realpath(entry).catch(() => undefined);
      if (target !== undefined) await this.#add(target);
    } else if (stats.isFile()) {
      if (this.#bytes + stats.size > this.#maxBytes) throw this.#tooMuch();
      this.#hash.update((await this.#content(entry)).digest());
    }
  }

  async #content(file: string): Promise<Hash> {
    const hash = createHash("sha256");
    // Without O_NONBLOCK, a file of the system's without an end would be waited for.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    for await (const chunk of handle.createReadStream() as AsyncIterable<Buffer>) {
      // Some files hold more than they say.
      this.#bytes += chunk.length;
      if (this.#bytes > this.#maxBytes) throw this.#tooMuch();
      hash.update(chunk);
    }
    return hash;
  }

  #tooMuch(): UnboundCode {
    const bound = `${MAX_CODE_FILES} files or ${this.#maxBytes / 1024 / 1024} MB`;
    const advice = "take out of it, and of what its links lead to, what it does not need";
    return new UnboundCode(`${this.#name} holds too much to look at (more than ${bound}); ${advice}`);
  }
}
