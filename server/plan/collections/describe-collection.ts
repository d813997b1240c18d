/** Collections as clients and the command line are told of them. */
import type { Settings } from "../settings/read-settings.ts";
import { foldersOf } from "./collection-modules.ts";
import { type Collection, type CollectionStore, isCodeTrusted, modulesOf } from "./collection-store.ts";
import { readManifest } from "./manifest.ts";

export interface DescribedCollection extends Omit<Collection, "addedAt" | "trustedCode"> {
  readonly addedAt?: string;
  readonly modules: string[];
  readonly codeTrusted: boolean;
}

export async function describeCollection({ trustedCode, ...collection }: Collection): Promise<DescribedCollection> {
  const codeTrusted = await isCodeTrusted({ ...collection, ...(trustedCode !== undefined && { trustedCode }) });
  return { ...collection, modules: await modulesOf(collection), codeTrusted };
}

/** Those that were added, and the folders that the settings name. */
export async function describeAll(store: CollectionStore, settings: Settings): Promise<DescribedCollection[]> {
  const added = await Promise.all((await store.list()).map(describeCollection));
  const folders = await Promise.all(
    foldersOf(settings, store.lockFile).map(async ({ name, path, isUsers }) => {
      const { version, description } = await readManifest(path).catch(() => ({
        version: undefined,
        description: undefined,
      }));
      const about = { ...(version !== undefined && { version }), ...(description !== undefined && { description }) };
      return { name, source: path, path, ...about, modules: await modulesOf({ path }), codeTrusted: isUsers };
    }),
  );
  return [...folders, ...added];
}
