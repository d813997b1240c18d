/** Collections: folders or git repositories that bring profiles, agents, context and modules. */
import * as z from "zod";
import { defineRequest, once } from "../message.ts";
import { anyObject } from "../shapes.ts";

const name = z.string().min(1);

const collection = once(() =>
  z.object({
    name,
    source: z.string().describe("Where it was added from, or the folder."),
    commit: z.string().optional().describe("Of a git repository: what it is locked to."),
    path: z.string().describe("Where its files are."),
    version: z.string().optional(),
    description: z.string().optional(),
    addedAt: z.string().optional().describe("ISO 8601; absent for a folder that the settings name."),
    modules: z.array(z.string()).describe("The ids of its modules."),
    codeTrusted: z.boolean().describe("Its modules may be used, as they stand now."),
  }),
);

export const collectionList = defineRequest({
  method: "collection/list",
  about: "The collections that were added, and the folders that the settings name.",
  params: () => z.strictObject({ cwd: z.string().optional(), _meta: anyObject.optional() }),
  result: () => z.object({ collections: z.array(collection()) }),
  errors: ["settings-invalid"],
});

export const collectionAdd = defineRequest({
  method: "collection/add",
  about:
    "Adds a collection from a folder or a git repository, locked to its commit. Nothing of it is run, and nothing is installed unless " +
    "`installDependencies` says so; then npm installs the dependencies of its modules without running their scripts.",
  params: () =>
    z.strictObject({
      source: z.string().min(1).describe("A folder, or `git+https://HOST/NAME@REF#subdirectory=FOLDER`."),
      name: name.optional().describe("Another name than its own."),
      trustCode: z.boolean().optional().describe("Its modules may be used, as they are at this commit."),
      installDependencies: z.boolean().optional(),
      cwd: z.string().optional().describe("Where a relative folder starts."),
      _meta: anyObject.optional(),
    }),
  result: () => z.object({ collection: collection() }),
  errors: ["collection-exists", "collection-unavailable", "settings-invalid", "settings-not-written"],
});

export const collectionRemove = defineRequest({
  method: "collection/remove",
  about: "Forgets a collection. A folder of the user's stays.",
  params: () => z.strictObject({ name, _meta: anyObject.optional() }),
  result: () => z.null(),
  errors: ["collection-not-found", "settings-invalid", "settings-not-written"],
});
