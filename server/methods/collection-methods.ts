/** `collection/*`: what brings profiles, agents, context and modules. */
import { resolve } from "node:path";
import { collectionAdd, collectionList, collectionRemove } from "../../protocol/index.ts";
import { addCollection } from "../plan/collections/add-collection.ts";
import { describeAll, describeCollection } from "../plan/collections/describe-collection.ts";
import type { SettingsService } from "../plan/settings/settings-service.ts";
import { handle, type Methods } from "./handle.ts";
import type { MethodContext } from "./session-methods.ts";

export function collectionMethods(context: MethodContext, settings: SettingsService): Methods {
  const { collections } = settings;
  return {
    ...handle(collectionList, async ({ cwd }, call) => {
      const directory = resolve(context.clientOf(call).cwd, cwd ?? ".");
      return { collections: await describeAll(collections, await settings.read(directory)) };
    }),
    ...handle(collectionAdd, async ({ cwd, installDependencies: installs, ...request }, call) => {
      const from = resolve(context.clientOf(call).cwd, cwd ?? ".");
      const wanted = { ...request, cwd: from, installs: installs === true };
      const collection = await addCollection(collections, wanted, settings.environment);
      return { collection: await describeCollection(collection) };
    }),
    ...handle(collectionRemove, async ({ name }) => {
      await collections.remove(name);
      return null;
    }),
  };
}
