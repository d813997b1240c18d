/** Adds a collection and what its modules need: all of it, or nothing. */
import type { AddRequest, Collection, CollectionStore } from "./collection-store.ts";
import { installDependencies } from "./install-dependencies.ts";

/** @param request.installs whether npm may install what its modules depend on @throws SettingsError */
export async function addCollection(
  store: CollectionStore,
  { installs, ...request }: AddRequest & { readonly installs: boolean },
  environment: NodeJS.ProcessEnv,
): Promise<Collection> {
  const collection = await store.add(request);
  if (!installs) return collection;
  try {
    await installDependencies(collection.path, environment);
    // What was installed is a part of it now.
    return request.trustCode === true ? await store.trust(collection.name) : collection;
  } catch (error) {
    await store.remove(collection.name);
    throw error;
  }
}
