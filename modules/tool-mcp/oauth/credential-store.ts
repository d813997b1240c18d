/** The credentials for one server, in a file that is encrypted, its owner's only, and replaced whole; shared by all processes of the user. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { watch } from "node:fs";
import { mkdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { writeFileAtomically } from "../../lib/atomic-file/index.ts";
import { withFileLock } from "../../lib/file-lock/index.ts";
import { type Credentials, credentialsSchema } from "./credentials.ts";
import { VaultKeys } from "./vault-key.ts";

/** What a file holds: AES-256-GCM, bound to the file's name. */
const sealedSchema = z.object({
  version: z.literal(1),
  key: z.enum(["keyring", "file"]),
  iv: z.base64(),
  tag: z.base64(),
  data: z.base64(),
});

/** What tells one state of a file from another; no stamp: there is no file. */
interface Known {
  readonly stamp: string | undefined;
}

/** The credentials cannot be read; the message says why, and what to do. */
export class CredentialsProblem extends Error {}

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const MAX_FILE_BYTES = 1024 * 1024;
/** Longer than the work under it takes: a request, and what the key may wait for. */
const LOCK = { staleMs: 180_000, waitMs: 60_000 };

export class CredentialStore {
  readonly #directory: string;
  readonly #name: string;
  readonly #keys: VaultKeys;
  #held: { readonly stamp: string; readonly value: Credentials } | undefined;
  #known: Known | undefined;

  /** @param server its name in the config, so that one address may be used with several accounts */
  constructor(directory: string, server: { readonly name: string; readonly url: string }, keys?: VaultKeys) {
    this.#directory = directory;
    this.#name = createHash("sha256").update(`${server.name}\n${server.url}`).digest("hex").slice(0, 32);
    this.#keys = keys ?? new VaultKeys(directory);
  }

  /** Nothing where nobody has logged in. @throws CredentialsProblem */
  async read(): Promise<Credentials | undefined> {
    const stamp = await this.#stamp();
    this.#known = { stamp };
    if (stamp === undefined) return undefined;
    if (this.#held?.stamp === stamp) return this.#held.value;
    const value = await this.#open().catch((error: unknown) => {
      throw new CredentialsProblem(error instanceof Error ? error.message : String(error));
    });
    this.#held = { stamp, value };
    return value;
  }

  /**
   * Changes what is kept, with no other process doing so meanwhile. What cannot be read counts as nothing.
   * @param change answers the new value, or the one that it was given
   * @param signal aborts: nothing is kept @throws what it aborts with
   */
  async update<Value extends Credentials | undefined>(
    change: (current: Credentials | undefined) => Promise<Value>,
    signal?: AbortSignal,
  ): Promise<Value> {
    return withFileLock(`${this.#file}.lock`, LOCK, async () => {
      const current = await this.read().catch(() => undefined);
      const next = await change(current);
      if (next !== undefined && next !== current) await this.#seal(next, signal);
      return next;
    });
  }

  /** Whether there was something. */
  async remove(): Promise<boolean> {
    // A renewal that is under way would write the tokens back.
    return withFileLock(`${this.#file}.lock`, LOCK, async () => {
      const existed = (await this.#stamp()) !== undefined;
      await rm(this.#file, { force: true });
      return existed;
    });
  }

  /** The file as it was read or written last. */
  get known(): Known | undefined {
    return this.#known;
  }

  /**
   * Resolves when the file may be another one than the one that is known, also when it became so before, and when the signal aborts.
   * @param known default: as it is now @throws Error where that cannot be watched
   */
  async changed(signal: AbortSignal, known?: Known): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const { stamp: before } = known ?? { stamp: await this.#stamp() };
    const watcher = watch(this.#directory, { persistent: false });
    const stop = (): void => watcher.close();
    signal.addEventListener("abort", stop, { once: true });
    const changed = new Promise<void>((resolve, reject) => {
      const look = async (): Promise<void> => {
        if ((await this.#stamp()) !== before) watcher.close();
      };
      watcher.on("change", () => void look());
      watcher.on("error", (error) => {
        reject(error);
        stop();
      });
      watcher.on("close", resolve);
      if (signal.aborted) stop();
      else void look();
    });
    await changed.finally(() => signal.removeEventListener("abort", stop));
  }

  get #file(): string {
    return join(this.#directory, `${this.#name}.json`);
  }

  async #stamp(): Promise<string | undefined> {
    const found = await stat(this.#file).catch(() => undefined);
    return found && `${found.ino} ${found.mtimeMs} ${found.size}`;
  }

  async #open(): Promise<Credentials> {
    const { size } = await stat(this.#file);
    if (size > MAX_FILE_BYTES) throw new Error(`${this.#file} is too long to be ours`);
    const sealed = sealedSchema.parse(JSON.parse(await readFile(this.#file, "utf8")));
    const key = await this.#keys.find(sealed.key);
    if (key === undefined) throw new Error(`the key that they are encrypted with is gone from the ${sealed.key}`);
    return credentialsSchema.parse(JSON.parse(this.#decipher(sealed, key)));
  }

  #decipher({ iv, tag, data }: z.output<typeof sealedSchema>, key: Buffer): string {
    try {
      const decipher = createDecipheriv(CIPHER, key, Buffer.from(iv, "base64"));
      decipher.setAAD(Buffer.from(this.#name)).setAuthTag(Buffer.from(tag, "base64"));
      return Buffer.concat([decipher.update(data, "base64"), decipher.final()]).toString();
    } catch {
      throw new Error(`${this.#file} does not fit the key that it was written with`);
    }
  }

  async #seal(value: Credentials, signal: AbortSignal | undefined): Promise<void> {
    const { place, bytes } = await this.#keys.forWriting();
    // The user may have been asked to unlock the keyring, and have given up instead.
    signal?.throwIfAborted();
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, bytes, iv).setAAD(Buffer.from(this.#name));
    const data = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()]);
    const [ivText, tag, text] = [iv, cipher.getAuthTag(), data].map((part) => part.toString("base64"));
    await writeFileAtomically(this.#file, JSON.stringify({ version: 1, key: place, iv: ivText, tag, data: text }));
    this.#known = { stamp: await this.#stamp() };
  }
}
