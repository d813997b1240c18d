/**
 * A document of a collection speaks of what is beside it by its bundle's name: `house:agents/scout`, `@house:rules.md`. Here these are brought
 * to the name that the collection has with this user, who may have given it another one, and to paths from its top. Pure.
 */
import { dirname, join, relative } from "node:path";
import type { ProfileDocument } from "./document.ts";

export interface Home {
  /** What the collection is called here. */
  readonly layer: string;
  /** Its folder. */
  readonly top: string;
  /** What it calls itself. */
  readonly ownName: string | undefined;
}

export function withOwnNames(document: ProfileDocument, home: Home): ProfileDocument {
  const folders = foldersByName(document, home);
  if (folders.size === 0) return document;
  const { parents, agents, context, instruction } = document;
  const named = (name: string, inner = ""): string => {
    const [, at = "", own = "", path = ""] = /^(@?)([\w.-]+):(.+)$/s.exec(name) ?? [];
    const folder = folders.get(own);
    if (folder === undefined) return name;
    return `${at}${home.layer}:${folder === "" ? path : join(folder, inner, path)}`;
  };
  return {
    ...document,
    parents: parents.map((name) => named(name)),
    context: context.map((name) => named(name)),
    ...(Array.isArray(agents) && { agents: agents.map((name: string) => named(name, "agents")) }),
    instruction: instruction?.replace(/(?<=^|[\s([{<"'>*_-])@[\w.-]+:[^\s]+/g, (mention) => named(mention)),
  };
}

/** Where each name that means something else here than elsewhere leads, from the top. */
function foldersByName(document: ProfileDocument, { layer, top, ownName }: Home): ReadonlyMap<string, string> {
  const { kind, name, origin, namespaceRoot = "." } = document;
  const folder = relative(top, join(dirname(origin), namespaceRoot));
  const isInside = folder !== ".." && !folder.startsWith("../");
  const own: readonly (readonly [string, string])[] = [
    ...(kind === "bundle" && isInside ? [[name, folder] as const] : []),
    ...(ownName === undefined ? [] : [[ownName, ""] as const]),
  ];
  return new Map(own.filter(([one]) => one !== layer));
}
