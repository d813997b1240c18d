/** The folders in which profiles and agents are looked for, the strongest first. Names paths; reads no file. */
import { homedir } from "node:os";
import { join, relative } from "node:path";
import { directoriesOf } from "../../store/directories.ts";
import { refusalOf } from "../collections/document-refusal.ts";
import type { Settings } from "../settings/read-settings.ts";
import { digestOf } from "../trust/survey.ts";
import type { Shelf } from "./shelf.ts";

const FOLDERS = { profile: ["profiles", "bundles"], agent: ["agents"] } as const;
/** Collections keep the bundles that others include in a folder of their own. */
const COLLECTION_FOLDERS = { profile: [...FOLDERS.profile, "behaviors"], agent: FOLDERS.agent } as const;

export function shelvesOf(kind: "profile" | "agent", settings: Settings, environment: NodeJS.ProcessEnv): Shelf[] {
  const home = environment.HOME || homedir();
  const { root } = settings;
  const all = (directory: string, rest: Omit<Shelf, "directory">): Shelf[] => {
    const folders = (rest.isCollection ? COLLECTION_FOLDERS : FOLDERS)[kind];
    return folders.map((folder) => ({ directory: join(directory, folder), ...rest }));
  };
  const project = { layer: "project", isCollection: false, within: root, distrust: distrustIn(settings) };
  const user = { layer: "user", isCollection: false };
  const collections = Object.entries(settings.values.collections ?? {});
  return [
    // At home, `~/.amplifier` is the user's own.
    ...(root === home ? [] : [...all(join(root, ".ampd"), project), ...all(join(root, ".amplifier"), project)]),
    ...all(directoriesOf(environment).config, user),
    ...all(join(home, ".amplifier"), user),
    ...collections.flatMap(([layer, directory]) => {
      const rest = {
        layer,
        isCollection: true,
        within: directory,
        refusal: refusalOf(layer, settings, environment),
      };
      const top = { ...rest, directory, isTop: true };
      return [...(kind === "profile" ? [top] : []), ...all(directory, rest)];
    }),
  ];
}

/** A file counts as it was when the user trusted it. */
function distrustIn({ root, items, refused }: Settings): NonNullable<Shelf["distrust"]> {
  const trusted = new Map(items.flatMap((item) => (item.isTrusted ? [[item.file, item.text] as const] : [])));
  return (path, text) => {
    const file = relative(root, path);
    if (trusted.get(file) === digestOf(text)) return undefined;
    const advice = `to let it act: ampd trust ${root}`;
    const waits = `${path} lies in a workspace that is not trusted, so it is not used; ${advice}`;
    return refused.find((one) => one.path === file)?.message ?? waits;
  };
}
