/**
 * Which files a name may mean: the workspace's before the user's before those of collections. Looks into folders; reads no file, and
 * knows nothing of trust.
 */
import { stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { isInside } from "../settings/config-file.ts";
import { SettingsError } from "../settings/settings-error.ts";
import { type AddedFrom, adviceFor, isAddress, pathInAdded } from "./addresses.ts";
import type { ProfileDocument } from "./document.ts";
import { BUNDLE_FILES, DOCUMENT_NAME, documentFiles } from "./document-files.ts";
import type { Shelf, ShelfFile } from "./shelf.ts";

export class FileFinder {
  readonly #shelves: readonly Shelf[];
  readonly #added: () => Promise<readonly AddedFrom[]>;
  readonly #files = new Map<string, Promise<readonly string[]>>();

  /** @param shelves the strongest first */
  constructor(shelves: readonly Shelf[], added: () => Promise<readonly AddedFrom[]>) {
    this.#shelves = shelves;
    this.#added = added;
  }

  /** The strongest first. @param child the document that says the name */
  async *find(name: string, child?: ProfileDocument): AsyncGenerator<ShelfFile> {
    if (child !== undefined) yield* this.#beside(name, child);
    if (isAddress(name)) return yield* this.#atAddress(name);
    const [, layer, path = ""] = /^([^:/]+):(.+)$/.exec(name) ?? [];
    if (layer !== undefined) return yield* this.#inCollection(layer, path);
    for (const shelf of this.#shelves.filter(({ isCollection }) => !isCollection)) yield* this.#onShelf(shelf, name);
    if (child?.kind === "bundle") yield* this.#bundleOf(name);
  }

  /** What a name means when nothing else is called so: a collection's own bundle, or what one collection alone has. @throws SettingsError */
  async *findElsewhere(name: string): AsyncGenerator<ShelfFile> {
    yield* this.#bundleOf(name);
    const found: ShelfFile[] = [];
    for (const shelf of this.#shelves.filter(({ isCollection, isTop }) => isCollection && isTop !== true))
      for await (const file of this.#onShelf(shelf, name)) found.push(file);
    const layers = [...new Set(found.map(({ shelf }) => shelf.layer))];
    if (layers.length > 1) {
      const names = layers.map((layer) => `${layer}:${name}`).join(" or ");
      throw new SettingsError("profile-not-found", `"${name}" is in more than one collection; say ${names}`);
    }
    yield* found;
  }

  filesOf({ directory, isTop }: Shelf): Promise<readonly string[]> {
    const key = `${isTop === true} ${directory}`;
    const known = this.#files.get(key) ?? (isTop === true ? bundleFiles(directory) : documentFiles(directory));
    this.#files.set(key, known);
    return known;
  }

  /** The shelf that a file is from; nothing for one that comes with ampd. */
  shelfOf(file: string): Shelf | undefined {
    const isIn = ({ isCollection, within = "" }: Shelf): boolean => isCollection && isInside(file, within);
    return this.#shelves.find(({ directory }) => dirname(file) === directory) ?? this.#shelves.find(isIn);
  }

  /** What is to be done about an address that is not here. */
  async adviceFor(address: string): Promise<string> {
    return adviceFor(address, await this.#added());
  }

  async *#onShelf(shelf: Shelf, name: string): AsyncGenerator<ShelfFile> {
    const path = (await this.filesOf(shelf)).find((one) => stemOf(one) === name);
    if (path !== undefined) yield { shelf, path };
  }

  async *#bundleOf(name: string): AsyncGenerator<ShelfFile> {
    const top = this.#shelves.find(({ isTop, layer }) => isTop === true && layer === name);
    if (top !== undefined) yield* this.#onShelf(top, "bundle");
  }

  /** By its path; else by its name alone, in the folder that the path names before the others. */
  async *#inCollection(layer: string, path: string): AsyncGenerator<ShelfFile> {
    const shelves = this.#shelves.filter((shelf) => shelf.isCollection && shelf.layer === layer);
    const stem = stemOf(path);
    if (path.includes("/")) yield* this.#atPath(shelves[0], path);
    const isOwn = ({ directory }: Shelf): boolean => basename(directory) === dirname(path);
    for (const shelf of [...shelves.filter(isOwn), ...shelves.filter((one) => !isOwn(one))])
      yield* this.#onShelf(shelf, stem);
    yield* this.#atPath(shelves[0], path);
  }

  async *#atAddress(address: string): AsyncGenerator<ShelfFile> {
    for (const one of await this.#added()) {
      const path = pathInAdded(address, one);
      const shelf = this.#shelves.find(({ isCollection, layer }) => isCollection && layer === one.name);
      if (path !== undefined) yield* this.#atPath(shelf, path);
    }
  }

  /** @param path from the top of a collection: a file with or without its ending, or a folder with a bundle */
  async *#atPath(shelf: Shelf | undefined, path: string): AsyncGenerator<ShelfFile> {
    if (shelf?.within === undefined) return;
    const wanted = resolve(shelf.within, path);
    if (!isInside(wanted, shelf.within) || path.split("/").includes("..")) return;
    const files = [wanted, ...[".yaml", ".yml", ".md"].map((end) => `${wanted}${end}`)];
    for (const file of [...files, ...BUNDLE_FILES.map((name) => join(wanted, name))])
      if (DOCUMENT_NAME.test(file) && (await isFile(file))) yield { shelf, path: file };
  }

  /**
   * A relative path, from the file that names it; it must lead to a file of the same workspace, user or collection. A document of a
   * collection finds what is in it by name.
   */
  async *#beside(name: string, child: ProfileDocument): AsyncGenerator<ShelfFile> {
    const own = this.shelfOf(child.origin);
    const isPath = /^\.{1,2}\//.test(name);
    if (own === undefined || (!isPath && !own.isCollection)) return;
    const wanted = resolve(dirname(child.origin), name);
    if (own.isCollection) {
      for await (const file of this.#atPath(own, relative(own.within ?? "", wanted)))
        if (file.path !== child.origin) yield file;
      if (isPath || name.includes(":")) return;
      for await (const file of this.#inCollection(own.layer, name)) if (file.path !== child.origin) yield file;
      return;
    }
    for (const shelf of this.#shelves.filter(({ layer, isCollection }) => layer === own.layer && !isCollection)) {
      const path = (await this.filesOf(shelf)).find(
        (one) => one === wanted || one.replace(DOCUMENT_NAME, "") === wanted,
      );
      if (path !== undefined && path !== child.origin) yield { shelf, path };
    }
  }
}

/** The name of a file, without its folder and its ending. */
export function stemOf(path: string): string {
  return basename(path).replace(DOCUMENT_NAME, "");
}

async function bundleFiles(directory: string): Promise<string[]> {
  const files = BUNDLE_FILES.map((name) => join(directory, name));
  const there = await Promise.all(files.map(isFile));
  return files.filter((_, index) => there[index]);
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}
