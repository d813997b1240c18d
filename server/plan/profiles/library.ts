/**
 * Finds profiles and agents by name in the folders that may hold them, the workspace's before the user's before those of collections
 * before what comes with ampd. A document of a workspace counts only when the user trusts it; until then the next one of its name does.
 */
import { basename, dirname, relative, resolve } from "node:path";
import { didYouMean, messageOf } from "../../../kernel/index.ts";
import { readConfigFile } from "../settings/config-file.ts";
import { SettingsError } from "../settings/settings-error.ts";
import type { ProfileDocument } from "./document.ts";
import { DOCUMENT_NAME, documentFiles, readEach } from "./document-files.ts";
import { readDocument } from "./read-document.ts";

export interface Shelf {
  /** `project`, `user`, or a collection's name. */
  readonly layer: string;
  readonly directory: string;
  readonly isCollection: boolean;
  /** Set for a workspace's: why its file may not be used as it is, and what to do. */
  readonly distrust?: (file: string, text: string) => string | undefined;
  /** Set for a collection's: why a document of it may not be used. */
  readonly refusal?: ((document: ProfileDocument) => Promise<string | undefined>) | undefined;
  /** The real path that its files must lie in, where somebody else may have put links there. */
  readonly within?: string | undefined;
}

export interface LibraryOptions {
  readonly folder: "profile" | "agent";
  /** The strongest first. */
  readonly shelves: readonly Shelf[];
  readonly builtIn: readonly ProfileDocument[];
  /** A file that the environment names for a name: stronger than any shelf. */
  readonly named?: (name: string) => string | undefined;
}

export interface Listed {
  readonly name: string;
  readonly description?: string | undefined;
  /** `built-in`, `project`, `user`, or a collection's name. */
  readonly layer: string;
  readonly path?: string;
  /** Why it cannot be used, where that is so. */
  readonly problem?: string;
}

export class Library {
  readonly #options: LibraryOptions;
  readonly #files = new Map<string, Promise<readonly string[]>>();
  readonly #documents = new Map<string, Promise<ProfileDocument>>();

  constructor(options: LibraryOptions) {
    this.#options = options;
  }

  /**
   * `name`, `collection:name` or `collection:profiles/name.md`; from a document of a collection, also a path relative to it.
   * @throws SettingsError `profile-not-found`, `profile-invalid`, `untrusted-workspace`
   */
  async find(name: string, child?: ProfileDocument): Promise<ProfileDocument> {
    let refusal: unknown;
    for await (const file of this.#candidates(name, child)) {
      try {
        return await this.#read(file);
      } catch (error) {
        if (!isPassedOver(file, error)) throw error;
        refusal ??= error;
      }
    }
    const builtIn = this.#options.builtIn.find((one) => one.name === name);
    if (builtIn !== undefined) return builtIn;
    throw refusal ?? (await this.#notFound(name));
  }

  /** Every one that a name finds, once; what cannot be read says why. */
  async list(): Promise<Listed[]> {
    const listed = new Map<string, Listing>();
    const isFree = (name: string): boolean => listed.get(name)?.isPassedOver ?? true;
    for (const shelf of this.#options.shelves) {
      const found = await readEach(await this.#filesOf(shelf), (path) => this.#listing({ shelf, path }));
      for (const one of found) if (isFree(one.name)) listed.set(one.name, one);
    }
    for (const { name, description } of this.#options.builtIn) {
      if (isFree(name)) listed.set(name, { name, description, layer: "built-in", isPassedOver: false });
    }
    return [...listed.values()]
      .map(({ isPassedOver: _, ...about }) => about)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The name by which a file of a shelf is found. */
  #nameOf({ shelf, path }: File): string {
    const stem = basename(path).replace(DOCUMENT_NAME, "");
    return shelf.isCollection ? `${shelf.layer}:${stem}` : stem;
  }

  async #listing(file: File): Promise<Listing> {
    const about = { name: this.#nameOf(file), layer: file.shelf.layer, path: file.path };
    try {
      const { description } = await this.#read(file);
      return { ...about, description, isPassedOver: false };
    } catch (error) {
      return { ...about, problem: messageOf(error), isPassedOver: isPassedOver(file, error) };
    }
  }

  /** The files that the name may mean, the strongest first. */
  async *#candidates(name: string, child: ProfileDocument | undefined): AsyncGenerator<File> {
    const named = this.#options.named?.(name);
    if (named !== undefined)
      yield { shelf: { layer: "environment", directory: dirname(named), isCollection: false }, path: named };
    const near = child === undefined ? undefined : await this.#beside(name, child);
    if (near !== undefined) yield near;
    const collection = /^([^:/]+):(.+)$/.exec(name);
    for (const shelf of inFolderFirst(this.#options.shelves, collection?.[2])) {
      if (collection !== null && (!shelf.isCollection || shelf.layer !== collection[1])) continue;
      if (collection === null && shelf.isCollection) continue;
      const wanted = basename(collection?.[2] ?? name).replace(DOCUMENT_NAME, "");
      if (collection === null && wanted !== name) continue;
      const path = (await this.#filesOf(shelf)).find((one) => basename(one).replace(DOCUMENT_NAME, "") === wanted);
      if (path !== undefined) yield { shelf, path };
    }
  }

  /**
   * A relative path, from the file that names it; it must lead to a file of the same workspace, user or collection. A document of a
   * collection finds its neighbours by name.
   */
  async #beside(name: string, child: ProfileDocument): Promise<File | undefined> {
    const { shelves } = this.#options;
    const own = shelves.find(({ directory }) => dirname(child.origin) === directory);
    const isPath = /^\.{1,2}\//.test(name);
    if (own === undefined || (!isPath && !own.isCollection)) return undefined;
    const wanted = resolve(dirname(child.origin), name);
    for (const shelf of shelves.filter(
      ({ layer, isCollection }) => layer === own.layer && isCollection === own.isCollection,
    )) {
      const path = (await this.#filesOf(shelf)).find(
        (one) => one === wanted || one.replace(DOCUMENT_NAME, "") === wanted,
      );
      if (path !== undefined && path !== child.origin) return { shelf, path };
    }
    return undefined;
  }

  #read(file: File): Promise<ProfileDocument> {
    const known = this.#documents.get(file.path) ?? this.#readFile(file);
    this.#documents.set(file.path, known);
    return known;
  }

  async #readFile({ shelf, path }: File): Promise<ProfileDocument> {
    const text = await readConfigFile(path, shelf.within);
    if (text === undefined) throw new SettingsError("profile-not-found", `${path} is gone`);
    const distrust = shelf.distrust?.(path, text);
    if (distrust !== undefined) throw new SettingsError("untrusted-workspace", distrust);
    const document = await readDocument(text, path, this.#options.folder);
    const refusal = await shelf.refusal?.(document);
    if (refusal !== undefined) throw new SettingsError("untrusted-workspace", refusal);
    return document;
  }

  #filesOf({ directory }: Shelf): Promise<readonly string[]> {
    const known = this.#files.get(directory) ?? documentFiles(directory);
    this.#files.set(directory, known);
    return known;
  }

  async #notFound(name: string): Promise<SettingsError> {
    const { folder, shelves } = this.#options;
    const names = (await this.list()).map((one) => one.name);
    const looked = shelves.map(({ directory }) => relative("", directory) || directory);
    const known = names.length === 0 ? "there are none" : `there are ${names.join(", ")}`;
    const message = isAddress(name)
      ? `${name} is fetched by nobody here; add it once, and name what is in it: ampd collection add ${name}`
      : `There is no ${folder} "${name}"${didYouMean(name, names)} (${known}; looked in ${looked.join(", ")})`;
    return new SettingsError("profile-not-found", message);
  }
}

interface File {
  readonly shelf: Shelf;
  readonly path: string;
}

/** `folder/name` of a collection may be in another folder, but is looked for in its own first. */
function inFolderFirst(shelves: readonly Shelf[], path = ""): readonly Shelf[] {
  const isOwn = ({ directory }: Shelf): boolean => basename(directory) === dirname(path);
  return [...shelves.filter(isOwn), ...shelves.filter((shelf) => !isOwn(shelf))];
}

function isAddress(name: string): boolean {
  return /^(?:git\+|https?:|file:)/.test(name);
}

type Listing = Listed & { readonly isPassedOver: boolean };

/** A workspace that is not trusted takes nothing away from what else has the name. */
function isPassedOver({ shelf }: File, error: unknown): boolean {
  return shelf.distrust !== undefined && error instanceof SettingsError && error.kind === "untrusted-workspace";
}
