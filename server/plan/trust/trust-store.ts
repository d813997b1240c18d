/** What the user has trusted, by the workspace's real path: digests of items, in a file of the user's that nobody else may read. */
import { join } from "node:path";
import { messageOf } from "../../../kernel/index.ts";
import { readConfigFile, withLock, writeConfigFile } from "../settings/config-file.ts";
import { SettingsError } from "../settings/settings-error.ts";

interface TrustedWorkspace {
  /** The user trusted the workspace as a whole, not only answers that were kept in it. */
  readonly isWhole: boolean;
  readonly digests: readonly string[];
}

interface TrustFile {
  readonly version: 1;
  readonly workspaces: Readonly<Record<string, TrustedWorkspace>>;
}

const MAX_DIGESTS = 10_000;

export class TrustStore {
  readonly #directory: string;

  /** @param directory the user's own, for configuration */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** @throws SettingsError `settings-invalid` when the file is not what it was written as */
  async read(root: string): Promise<TrustedWorkspace> {
    const { workspaces } = await this.#load();
    return (Object.hasOwn(workspaces, root) && workspaces[root]) || { isWhole: false, digests: [] };
  }

  /** Trusts these items, and nothing that was trusted before and is not among them. */
  async trust(root: string, digests: readonly string[]): Promise<void> {
    await this.#change(root, () => ({ isWhole: true, digests }));
  }

  /** Trusts these items besides. */
  async add(root: string, digests: readonly string[]): Promise<void> {
    if (digests.length === 0) return;
    await this.#change(root, (known) => ({ ...known, digests: [...new Set([...known.digests, ...digests])] }));
  }

  async forget(root: string): Promise<void> {
    await this.#change(root, () => undefined);
  }

  async #change(root: string, change: (known: TrustedWorkspace) => TrustedWorkspace | undefined): Promise<void> {
    await withLock({ path: this.#directory }, async () => {
      const { workspaces } = await this.#load();
      const { [root]: known = { isWhole: false, digests: [] }, ...others } = workspaces;
      const changed = change(known);
      if (changed !== undefined && changed.digests.length > MAX_DIGESTS) {
        throw new SettingsError(
          "settings-not-written",
          `${root} has more than ${MAX_DIGESTS} settings that need trust`,
        );
      }
      const file: TrustFile = { version: 1, workspaces: { ...others, ...(changed && { [root]: changed }) } };
      await writeConfigFile(this.#path, `${JSON.stringify(file, null, 2)}\n`, { isPrivate: true });
    });
  }

  async #load(): Promise<TrustFile> {
    const text = await readConfigFile(this.#path);
    if (text === undefined) return { version: 1, workspaces: {} };
    try {
      const file = JSON.parse(text) as TrustFile;
      if (file.version === 1 && typeof file.workspaces === "object" && file.workspaces !== null) return file;
      throw new Error("it has another version");
    } catch (error) {
      const what = `it is not ampd's list of trusted workspaces (${messageOf(error)}); remove it, and trust them again`;
      throw new SettingsError("settings-invalid", `${this.#path}: ${what}`, [{ path: this.#path, message: what }]);
    }
  }

  get #path(): string {
    return join(this.#directory, "trust.json");
  }
}
