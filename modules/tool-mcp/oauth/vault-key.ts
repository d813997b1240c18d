/**
 * The key that credentials are encrypted with: in the keyring of the system where there is one, and else in a file beside them, which
 * keeps them from whoever gets a copy of one file and not of the other, and from nobody who can read both.
 */
import { randomBytes } from "node:crypto";
import { link, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withFileLock } from "../../lib/file-lock/index.ts";
import { type Keyring, systemKeyring } from "./keyring.ts";

export type KeyPlace = "keyring" | "file";

export interface VaultKey {
  readonly place: KeyPlace;
  readonly bytes: Buffer;
}

const KEY_BYTES = 32;
const OTHERS = 0o077;
/** Longer than the keyring takes to answer three times. */
const LOCK = { staleMs: 120_000, waitMs: 120_000 };

export class VaultKeys {
  readonly #directory: string;
  readonly #keyring: Keyring | undefined;
  readonly #held = new Map<KeyPlace, Buffer>();

  constructor(directory: string, keyring: Keyring | undefined = systemKeyring()) {
    this.#directory = directory;
    this.#keyring = keyring;
  }

  /** Nothing where there is none. @throws Error where it cannot be had, in words for the user */
  async find(place: KeyPlace): Promise<Buffer | undefined> {
    const held = this.#held.get(place) ?? (place === "file" ? await this.#inFile() : await this.#inKeyring());
    if (held !== undefined) this.#held.set(place, held);
    return held;
  }

  /** The one to write with, made where there is none yet. */
  async forWriting(): Promise<VaultKey> {
    return withFileLock(join(this.#directory, "key.lock"), LOCK, async () => {
      const bytes = await this.#ofKeyring().catch(() => undefined);
      if (bytes !== undefined) return { place: "keyring", bytes };
      return { place: "file", bytes: (await this.find("file")) ?? (await this.#makeFile()) };
    });
  }

  get #file(): string {
    return join(this.#directory, "key");
  }

  async #inKeyring(): Promise<Buffer | undefined> {
    if (this.#keyring === undefined) throw new Error("their key is in the keyring, and there is none now");
    const text = await this.#keyring.read();
    if (text === undefined) return undefined;
    const bytes = keyOf(text);
    if (bytes === undefined) throw new Error("the keyring holds something else in the place of their key");
    return bytes;
  }

  async #ofKeyring(): Promise<Buffer | undefined> {
    if (this.#keyring === undefined) return undefined;
    const found = await this.find("keyring");
    if (found !== undefined) return found;
    await this.#keyring.write(randomBytes(KEY_BYTES).toString("base64"));
    return this.find("keyring");
  }

  async #inFile(): Promise<Buffer | undefined> {
    const found = await stat(this.#file).catch(() => undefined);
    if (found === undefined) return undefined;
    if ((found.mode & OTHERS) !== 0 && process.platform !== "win32")
      throw new Error(`${this.#file} can be read by others; run \`chmod 600\` on it, and log in again`);
    return keyOf(await readFile(this.#file, "utf8"));
  }

  /** Whole from its first moment. */
  async #makeFile(): Promise<Buffer> {
    const draft = `${this.#file}.${randomBytes(8).toString("hex")}`;
    await writeFile(draft, randomBytes(KEY_BYTES).toString("base64"), { mode: 0o600, flag: "wx" });
    await link(draft, this.#file).finally(() => rm(draft, { force: true }));
    const made = await this.find("file");
    if (made === undefined) throw new Error(`${this.#file} holds no key; remove it, and log in again`);
    return made;
  }
}

function keyOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text.trim(), "base64");
  return bytes.length === KEY_BYTES ? bytes : undefined;
}
