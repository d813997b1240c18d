/** Profiles and agents of a collection are text, until they say something that acts: then they wait for trust, like its code. */
import { directoriesOf } from "../../store/directories.ts";
import type { ProfileDocument } from "../profiles/document.ts";
import type { Settings } from "../settings/read-settings.ts";
import { whatItDoes } from "../trust/what-a-document-does.ts";
import { CollectionStore, isBound, isCodeTrusted } from "./collection-store.ts";

/** Answers why a document may not be used; nothing for one that may. */
export function refusalOf(
  name: string,
  { leaves }: Settings,
  environment: NodeJS.ProcessEnv,
): ((document: ProfileDocument) => Promise<string | undefined>) | undefined {
  const store = new CollectionStore(directoriesOf(environment), environment);
  const origin = leaves.find(({ path }) => path[0] === "collections" && path[1] === name)?.origin;
  const isAdded = origin?.file === store.lockFile;
  // The user named the folder in a file of the user's own.
  if (!isAdded && origin?.scope === "user") return undefined;
  return async (document) => {
    const what = whatItDoes(document);
    if (what === undefined) return undefined;
    const collection = isAdded ? await store.get(name) : undefined;
    if (collection !== undefined && (await isCodeTrusted(collection))) {
      if (isBound(collection, document.origin)) return undefined;
      return `${document.origin}: ${what}, and it is not among what trust is bound to in a folder; make ${collection.path} a git repository, or move it to bundles/ there`;
    }
    const advice = isAdded
      ? `ampd collection trust ${name}`
      : `name the folder under collections in your own settings, as what the workspace names may change`;
    return `${document.origin}: ${what}, and the collection ${name} is not trusted; to let it act: ${advice}`;
  };
}
