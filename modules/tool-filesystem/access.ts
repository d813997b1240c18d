/** Which paths may be read and written. It judges real paths: symlinks are resolved first, and what denies wins. */
import { isInsideAny, type PathBase, realPathOf } from "../lib/paths/index.ts";
import type { Config } from "./config.ts";
import { Refusal } from "./refusal.ts";

export class Access {
  readonly #config: Config;
  readonly #base: PathBase;
  readonly #alsoReadable: () => Promise<readonly string[]>;

  /** @param alsoReadable what other modules keep for the model to read, whatever the config says */
  constructor(config: Config, base: PathBase, alsoReadable: () => Promise<readonly string[]>) {
    this.#config = config;
    this.#base = base;
    this.#alsoReadable = alsoReadable;
  }

  /** The real path. @throws Refusal `denied` */
  async forReading(path: string): Promise<string> {
    const real = await realPathOf(path, this.#base);
    const { allowed_read_paths: allowed } = this.#config;
    if (allowed === null || (await isInsideAny(real, allowed, this.#base))) return real;
    if (await isInsideAny(real, await this.#alsoReadable(), this.#base)) return real;
    throw new Refusal("denied", `${real} may not be read. What may be read: ${listed(allowed)}.`);
  }

  /** The real path. @throws Refusal `denied` */
  async forWriting(path: string): Promise<string> {
    const real = await realPathOf(path, this.#base);
    const { allowed_write_paths: allowed, denied_write_paths: denied } = this.#config;
    if (await isInsideAny(real, denied, this.#base)) {
      throw new Refusal("denied", `${real} may not be written: it is in denied_write_paths.`);
    }
    if (await isInsideAny(real, allowed, this.#base)) return real;
    throw new Refusal("denied", `${real} may not be written. What may be written: ${listed(allowed)}.`);
  }
}

function listed(paths: readonly string[]): string {
  return paths.length === 0
    ? "nothing"
    : paths.map((path) => (path === "." ? "the working directory" : path)).join(", ");
}
