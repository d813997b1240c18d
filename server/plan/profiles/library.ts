/**
 * Finds profiles and agents by name in the folders that may hold them, the workspace's before the user's before those of collections
 * before what comes with ampd. A document of a workspace counts only when the user trusts it; until then the next one of its name does.
 */
import { dirname } from "node:path";
import { didYouMean, messageOf } from "../../../kernel/index.ts";
import { readManifest } from "../collections/manifest.ts";
import { readConfigFile } from "../settings/config-file.ts";
import { SettingsError } from "../settings/settings-error.ts";
import { type AddedFrom, isAddress } from "./addresses.ts";
import type { ProfileDocument } from "./document.ts";
import { readEach } from "./document-files.ts";
import { FileFinder, stemOf } from "./find-files.ts";
import { withOwnNames } from "./own-names.ts";
import { readDocument } from "./read-document.ts";
import type { Shelf, ShelfFile } from "./shelf.ts";

export interface LibraryOptions {
  readonly folder: "profile" | "agent";
  /** The strongest first. */
  readonly shelves: readonly Shelf[];
  readonly builtIn: readonly ProfileDocument[];
  /** The collections that were added, for addresses of repositories. */
  readonly added: () => Promise<readonly AddedFrom[]>;
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

/** The layer of what comes with ampd. */
export const BUILT_IN = "built-in";
const MAX_NAMES_TOLD = 20;

export class Library {
  readonly #options: LibraryOptions;
  readonly #finder: FileFinder;
  /** What collections call themselves, by their folders. */
  readonly #ownNames = new Map<string, Promise<string | undefined>>();
  readonly #documents = new Map<string, Promise<ProfileDocument>>();

  constructor(options: LibraryOptions) {
    this.#options = options;
    this.#finder = new FileFinder(options.shelves, options.added);
  }

  /**
   * `name`, `collection:name`, `collection:path/name.md` or a repository's address; from a document of a collection, also a path relative
   * to it. @throws SettingsError `profile-not-found`, `profile-invalid`, `untrusted-workspace`
   */
  async find(name: string, child?: ProfileDocument): Promise<ProfileDocument> {
    let refusal: unknown;
    for await (const file of this.#candidates(name, child)) {
      try {
        return "shelf" in file ? await this.#read(file) : file;
      } catch (error) {
        if (!("shelf" in file) || !isPassedOver(file, error)) throw error;
        refusal ??= error;
      }
    }
    throw refusal ?? (await this.#notFound(name));
  }

  /** Every one that a name finds, once; what cannot be read says why. */
  async list(): Promise<Listed[]> {
    const listed = new Map<string, Listing>();
    const isFree = (name: string): boolean => listed.get(name)?.isPassedOver ?? true;
    for (const shelf of this.#options.shelves) {
      const found = await readEach(await this.#finder.filesOf(shelf), (path) => this.#listing({ shelf, path }));
      for (const one of found) if (isFree(one.name)) listed.set(one.name, one);
    }
    for (const { name, description } of this.#options.builtIn) {
      if (isFree(name)) listed.set(name, { name, description, layer: BUILT_IN, isPassedOver: false });
    }
    return [...listed.values()]
      .map(({ isPassedOver: _, ...about }) => withShortName(about, isFree))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Where a document is from, as `list` tells it. */
  layerOf({ origin }: ProfileDocument): string {
    return this.#finder.shelfOf(origin)?.layer ?? BUILT_IN;
  }

  async *#candidates(name: string, child: ProfileDocument | undefined): AsyncGenerator<ShelfFile | ProfileDocument> {
    const named = this.#options.named?.(name);
    if (named !== undefined)
      yield { shelf: { layer: "environment", directory: dirname(named), isCollection: false }, path: named };
    yield* this.#finder.find(name, child);
    yield* this.#options.builtIn.filter((one) => one.name === name);
    yield* this.#finder.findElsewhere(name);
  }

  async #listing(file: ShelfFile): Promise<Listing> {
    const about = { name: nameOf(file), layer: file.shelf.layer, path: file.path };
    try {
      const { description } = await this.#read(file);
      return { ...about, description, isPassedOver: false };
    } catch (error) {
      return { ...about, problem: messageOf(error), isPassedOver: isPassedOver(file, error) };
    }
  }

  #read(file: ShelfFile): Promise<ProfileDocument> {
    const known = this.#documents.get(file.path) ?? this.#readFile(file);
    this.#documents.set(file.path, known);
    return known;
  }

  async #readFile({ shelf, path }: ShelfFile): Promise<ProfileDocument> {
    const text = await readConfigFile(path, shelf.within);
    if (text === undefined)
      throw new SettingsError("profile-not-found", `${path} is gone, or a link that leads nowhere`);
    const distrust = shelf.distrust?.(path, text);
    if (distrust !== undefined) throw new SettingsError("untrusted-workspace", distrust);
    const document = await readDocument(text, path, this.#options.folder);
    const refusal = await shelf.refusal?.(document);
    if (refusal !== undefined) throw new SettingsError("untrusted-workspace", refusal);
    return shelf.isCollection ? await this.#withOwnNames(document, shelf) : document;
  }

  async #withOwnNames(document: ProfileDocument, { layer, within: top = "" }: Shelf): Promise<ProfileDocument> {
    const known = this.#ownNames.get(top) ?? ownNameOf(top);
    this.#ownNames.set(top, known);
    return withOwnNames(document, { layer, top, ownName: await known });
  }

  async #notFound(name: string): Promise<SettingsError> {
    const notFound = (message: string): SettingsError => new SettingsError("profile-not-found", message);
    if (isAddress(name)) return notFound(await this.#finder.adviceFor(name));
    const { folder, shelves, builtIn } = this.#options;
    const layers = [...new Set(shelves.filter(({ isCollection }) => isCollection).map(({ layer }) => layer))];
    const [, wanted] = /^([^:/]+):/.exec(name) ?? [];
    if (wanted !== undefined && !layers.includes(wanted)) {
      const known = layers.length === 0 ? "there are none" : `there are ${layers.join(", ")}`;
      return notFound(`${name}: there is no collection "${wanted}"${didYouMean(wanted, layers)} (${known})`);
    }
    const searched = wanted === undefined ? shelves : shelves.filter(({ layer }) => layer === wanted);
    const files = searched.map(async (shelf) =>
      (await this.#finder.filesOf(shelf)).map((path) => nameOf({ shelf, path })),
    );
    const own = wanted === undefined ? builtIn.map((one) => one.name) : [];
    const names = [...new Set([...(await Promise.all(files)).flat(), ...own])].sort();
    const more = names.length > MAX_NAMES_TOLD ? ` and ${names.length - MAX_NAMES_TOLD} more` : "";
    const known = names.length === 0 ? "there are none" : `there are ${names.slice(0, MAX_NAMES_TOLD).join(", ")}`;
    const looked = [...new Set(searched.map(({ directory }) => directory))].join(", ");
    return notFound(`There is no ${folder} "${name}"${didYouMean(name, names)} (${known}${more}; looked in ${looked})`);
  }
}

/** A collection without a name of its own, or with one that cannot be read, speaks of itself by none. */
async function ownNameOf(top: string): Promise<string | undefined> {
  return readManifest(top).then(
    ({ name }) => name,
    () => undefined,
  );
}

/** The name by which a file of a shelf is found in any case. */
function nameOf({ shelf, path }: ShelfFile): string {
  return shelf.isCollection ? `${shelf.layer}:${stemOf(path)}` : stemOf(path);
}

/** The bundle that a collection is, by the collection's name alone, where nothing else has it. */
function withShortName(one: Listed, isFree: (name: string) => boolean): Listed {
  return one.name === `${one.layer}:bundle` && isFree(one.layer) ? { ...one, name: one.layer } : one;
}

type Listing = Listed & { readonly isPassedOver: boolean };

/** A workspace that is not trusted takes nothing away from what else has the name. */
function isPassedOver({ shelf }: ShelfFile, error: unknown): boolean {
  return shelf.distrust !== undefined && error instanceof SettingsError && error.kind === "untrusted-workspace";
}
