/**
 * Collections: folders or git repositories with profiles, agents, context and modules, known by name in a lock file with the commit of
 * each. Adding one runs nothing of it; its code is used only when the user has trusted that commit.
 */
import { createHash } from "node:crypto";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { messageOf } from "../../../kernel/index.ts";
import { BUNDLE_FILES } from "../profiles/document-files.ts";
import { isInside, readConfigFile, withLock, writeConfigFile } from "../settings/config-file.ts";
import { SettingsError } from "../settings/settings-error.ts";
import { checkOut, GitFailed } from "../sources/git-cache.ts";
import { codeFile } from "../sources/load-code.ts";
import { gitText, readSource } from "../sources/source-form.ts";
import { codeDigest, UnboundCode } from "../trust/code-digest.ts";
import { readManifest } from "./manifest.ts";

export interface Collection {
  readonly name: string;
  readonly source: string;
  /** Of a git repository: where it stands. */
  readonly commit?: string;
  /** Where its files are. */
  readonly path: string;
  readonly version?: string;
  readonly description?: string;
  /** ISO 8601. */
  readonly addedAt: string;
  /** The commit, or the digest of the folder, whose code the user trusts. */
  readonly trustedCode?: string;
}

export interface AddRequest {
  readonly source: string;
  /** Where relative sources start. */
  readonly cwd: string;
  /** Another name than its own. */
  readonly name?: string | undefined;
  /** Its code may be used. */
  readonly trustCode?: boolean | undefined;
}

interface LockFile {
  readonly version: 1;
  readonly collections: Readonly<Record<string, Omit<Collection, "name">>>;
}

const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;
const MAX_MODULES = 1000;

export class CollectionStore {
  readonly #directories: { readonly config: string; readonly cache: string };
  readonly #environment: NodeJS.ProcessEnv;

  constructor(directories: { readonly config: string; readonly cache: string }, environment: NodeJS.ProcessEnv) {
    this.#directories = directories;
    this.#environment = environment;
  }

  get lockFile(): string {
    return join(this.#directories.config, "collections.lock");
  }

  /** By name. @throws SettingsError `settings-invalid` when the lock file is broken */
  async list(): Promise<Collection[]> {
    const { collections } = await this.#load();
    return Object.entries(collections)
      .map(([name, collection]) => ({ name, ...collection }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws SettingsError `collection-not-found` */
  async get(name: string): Promise<Collection> {
    const found = (await this.list()).find((one) => one.name === name);
    if (found !== undefined) return found;
    throw new SettingsError(
      "collection-not-found",
      `There is no collection "${name}"; ampd collection list shows them.`,
    );
  }

  /** @throws SettingsError `collection-exists`, `collection-unavailable`, `settings-invalid` */
  async add(request: AddRequest): Promise<Collection> {
    const fetched = await this.#fetch(request.source, request.cwd, false);
    const manifest = await readManifest(fetched.path);
    const name = request.name ?? manifest.name ?? nameFrom(fetched);
    if (!NAME.test(name))
      throw unavailable(request.source, `"${name}" cannot be a collection's name; give another one`);
    const { version, description } = manifest;
    return this.#change(async (collections) => {
      const known = Object.hasOwn(collections, name) ? collections[name] : undefined;
      if (known !== undefined) {
        const advice = "give this one another name, or remove that one first.";
        throw new SettingsError(
          "collection-exists",
          `There is a collection "${name}" already, from ${known.source}; ${advice}`,
        );
      }
      const added = {
        ...fetched,
        ...(version !== undefined && { version }),
        ...(description !== undefined && { description }),
        addedAt: new Date().toISOString(),
        ...(request.trustCode === true && { trustedCode: await stateOf(fetched) }),
      };
      return { collections: { ...collections, [name]: added }, result: { name, ...added } };
    });
  }

  /** Its code, as it stands now, may be used. */
  async trust(name: string): Promise<Collection> {
    const collection = await this.get(name);
    const trusted = { ...collection, trustedCode: await stateOf(collection) };
    return this.#replace(trusted);
  }

  /** Moves to where the source stands now; trust in another commit's code does not come along. A dry run only tells. */
  async refresh(
    name: string,
    { isDry = false }: { readonly isDry?: boolean } = {},
  ): Promise<{ readonly collection: Collection; readonly isChanged: boolean }> {
    const collection = await this.get(name);
    if (collection.commit === undefined) return { collection, isChanged: false };
    const fetched = await this.#fetch(collection.source, "/", true);
    const isChanged = fetched.commit !== collection.commit;
    if (!isChanged) return { collection, isChanged };
    const moved = { ...collection, ...fetched };
    return { collection: isDry ? moved : await this.#replace(moved), isChanged };
  }

  /** Forgets it; a folder of the user's stays. @throws SettingsError `collection-not-found` */
  async remove(name: string): Promise<void> {
    await this.get(name);
    await this.#change(async ({ [name]: _, ...collections }) => ({ collections, result: undefined }));
  }

  /** Where a module of a collection is; a reason where it may not be used. Two collections that have it must not hide each other. */
  async find(id: string): Promise<{ path: string; reason?: string } | undefined> {
    const holders: Collection[] = [];
    for (const one of await this.list()) {
      if ((await codeFile(join(one.path, "modules", id))) !== undefined) holders.push(one);
    }
    const [first, second] = holders;
    if (first === undefined) return undefined;
    const path = join(first.path, "modules", id);
    if (second !== undefined) {
      return {
        path,
        reason: `the collections ${first.name} and ${second.name} both have it; say which in the settings' sources`,
      };
    }
    if (await isCodeTrusted(first)) return { path };
    return {
      path,
      reason: `the code of the collection ${first.name} is not trusted; ampd collection trust ${first.name}`,
    };
  }

  async #fetch(source: string, cwd: string, isFresh: boolean): Promise<Pick<Collection, "source" | "commit" | "path">> {
    const form = readSource(source, cwd);
    if (form === undefined || form.type === "package") {
      throw unavailable(source, `a collection is a folder, or git+https://HOST/NAME@REF${didYouMeanGit(source)}`);
    }
    if (form.type === "file") {
      const path = await realpath(form.path).catch(() => form.path);
      if ((await stat(path).catch(() => undefined))?.isDirectory() !== true)
        throw unavailable(source, `there is no folder ${path}`);
      return { source: path, path };
    }
    try {
      const cache = { directory: this.#directories.cache, environment: this.#environment, isFresh };
      const { directory, commit, note } = await checkOut(form, cache);
      // Whoever asks for what is new must not take what is old for it.
      if (isFresh && note !== undefined) throw new GitFailed(note);
      return { source: gitText(form), commit, path: directory };
    } catch (error) {
      throw unavailable(source, messageOf(error));
    }
  }

  #replace({ name, ...collection }: Collection): Promise<Collection> {
    return this.#change(async (collections) => {
      return { collections: { ...collections, [name]: collection }, result: { name, ...collection } };
    });
  }

  async #change<Result>(
    change: (collections: LockFile["collections"]) => Promise<{ collections: LockFile["collections"]; result: Result }>,
  ): Promise<Result> {
    return withLock({ path: this.#directories.config }, async () => {
      const { collections, result } = await change((await this.#load()).collections);
      const text = `${JSON.stringify({ version: 1, collections }, null, 2)}\n`;
      await writeConfigFile(this.lockFile, text, { isPrivate: true });
      return result;
    });
  }

  async #load(): Promise<LockFile> {
    const text = await readConfigFile(this.lockFile);
    if (text === undefined) return { version: 1, collections: {} };
    try {
      const file = JSON.parse(text) as LockFile;
      if (file.version === 1 && typeof file.collections === "object" && file.collections !== null) return file;
      throw new Error("it has another version");
    } catch (error) {
      const what = `it is not ampd's list of collections (${messageOf(error)})`;
      throw new SettingsError("settings-invalid", `${this.lockFile}: ${what}`, [
        { path: this.lockFile, message: what },
      ]);
    }
  }
}

/** The ids of its modules. */
export async function modulesOf({ path }: Pick<Collection, "path">): Promise<string[]> {
  const names = await readdir(join(path, "modules")).catch(() => []);
  return names.sort().slice(0, MAX_MODULES);
}

/** The user trusts its code as it stands now. */
export async function isCodeTrusted(collection: Pick<Collection, "commit" | "path" | "trustedCode">): Promise<boolean> {
  if (collection.trustedCode === undefined) return false;
  return collection.trustedCode === (await stateOf(collection).catch(() => undefined));
}

/** What is looked at of a folder: where documents and modules are, and the bundle at its top. */
const TRUSTED_PARTS = ["agents", "behaviors", ...BUNDLE_FILES, "bundles", "modules", "profiles", "providers"];

/** Trust in the collection, as it stands, is trust in this file. */
export function isBound({ commit, path }: Pick<Collection, "commit" | "path">, file: string): boolean {
  return commit !== undefined || TRUSTED_PARTS.some((name) => isInside(file, join(path, name)));
}

/** What trust is bound to: the commit, or the content of what may act in a folder. @throws SettingsError for more than can be looked at */
async function stateOf({ commit, path }: Pick<Collection, "commit" | "path">): Promise<string> {
  if (commit !== undefined) return commit;
  const hash = createHash("sha256");
  for (const name of TRUSTED_PARTS) {
    const folder = join(path, name);
    const digest = await codeDigest(folder).catch((error: unknown) => {
      throw error instanceof UnboundCode ? unavailable(path, `${error.message}, or make it a git repository`) : error;
    });
    if (digest !== undefined) hash.update(`${name} ${digest}\n`);
  }
  return hash.digest("hex");
}

/** Of a repository, what the repository is called, or the folder in it: where it is kept, it is called as its commit. */
function nameFrom({ source, commit, path }: Pick<Collection, "source" | "commit" | "path">): string {
  if (commit === undefined) return basename(path);
  const [address = "", folder] = source.split("#subdirectory=");
  return basename(folder ?? address.replace(/@[^/@]*$/, "").replace(/\/$/, "")).replace(/\.git$/, "");
}

/** Addresses as they are copied from a browser, or as git itself takes them. */
function didYouMeanGit(source: string): string {
  const [, host, path] = /^(?:ssh:\/\/)?git@([\w.-]+)[:/](.+)$/.exec(source) ?? [];
  if (host !== undefined) return `; did you mean git+ssh://git@${host}/${path}?`;
  const [, rest] = /^(?:https?:\/\/)?([\w-]+(?:\.[\w-]+)+\/.+)$/.exec(source) ?? [];
  return rest === undefined ? "" : `; did you mean git+https://${rest}?`;
}

function unavailable(source: string, why: string): SettingsError {
  return new SettingsError("collection-unavailable", `${source} cannot be used as a collection: ${why}`);
}
