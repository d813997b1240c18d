/** Where the modules of all collections are: those that were added, and the folders that the settings name. */
import { join } from "node:path";
import type { CollectionModules } from "../module-resolver.ts";
import type { Settings } from "../settings/read-settings.ts";
import { codeFile } from "../sources/load-code.ts";
import type { CollectionStore } from "./collection-store.ts";

export function collectionModules(store: CollectionStore, settings: Settings): CollectionModules {
  return {
    async find(id) {
      for (const folder of foldersOf(settings, store.lockFile)) {
        const path = join(folder.path, "modules", id);
        if ((await codeFile(path)) === undefined) continue;
        // The user named the folder in a file of the user's own; what a workspace names may change with it.
        if (folder.isUsers) return { path };
        return {
          path,
          reason: `${path} is named by the workspace's settings; give it in sources, where trust is bound to its code`,
        };
      }
      return store.find(id);
    },
  };
}

/** The folders that settings files name, by name. */
export function foldersOf(settings: Settings, lockFile: string): { name: string; path: string; isUsers: boolean }[] {
  return settings.leaves.flatMap(({ path: [section, name = ""], value, origin }) => {
    if (section !== "collections" || typeof value !== "string" || origin.file === lockFile) return [];
    return [{ name, path: value, isUsers: origin.scope === "user" }];
  });
}
