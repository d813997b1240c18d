/** Which directories mentions may lead into, and where each starts. A file can only mention what its own root may reach. */
import { isAbsolute, join, normalize } from "node:path";
import type { Mention } from "./find-mentions.ts";

export interface MentionRoots {
  /** The session's directory: `@path`. */
  readonly cwd: string;
  /** The top of the workspace; what lies in it may not lead out of it. */
  readonly workspace: string;
  /** `@~/path` */
  readonly home: string;
  /** `@user:path`, the strongest first. */
  readonly user: readonly string[];
  /** `@project:path`, the strongest first. */
  readonly project: readonly string[];
  /** By name: `@collection:path`. */
  readonly collections: Readonly<Record<string, string>>;
}

/** Where a text comes from: a person or the user's own file may reach everything, a workspace's or a collection's only itself. */
export type Reach = "everything" | "workspace" | "collection";

export interface Candidate {
  readonly path: string;
  /** The real path of what is found must lie in here. */
  readonly within: string;
  readonly reach: Reach;
}

/** The places to look at, the best first; none for a mention that is not allowed from there. @param from the directory of the text */
export function candidatesOf(
  { namespace, path }: Mention,
  roots: MentionRoots,
  from: { directory: string; reach: Reach },
): Candidate[] {
  if (path.split("/").includes("..")) return [];
  const { reach } = from;
  if (namespace === undefined)
    return path.startsWith("~/") || isAbsolute(path) ? outside(path, roots, reach) : near(path, roots, from);
  const inner = isAbsolute(path) || path.startsWith("~/") ? undefined : normalize(path);
  if (inner === undefined) return [];
  if (namespace === "project") return inside(roots.project, inner, { within: roots.workspace, reach: "workspace" });
  if (namespace === "user")
    return reach === "everything" ? roots.user.map((root) => ({ path: join(root, inner), within: root, reach })) : [];
  const collection = Object.hasOwn(roots.collections, namespace) ? roots.collections[namespace] : undefined;
  if (collection === undefined) return [];
  return inside([collection, join(collection, "context")], inner, { within: collection, reach: "collection" });
}

function inside(directories: readonly string[], path: string, rest: Omit<Candidate, "path">): Candidate[] {
  return directories.map((directory) => ({ path: join(directory, path), ...rest }));
}

function outside(path: string, { home }: MentionRoots, reach: Reach): Candidate[] {
  if (reach !== "everything") return [];
  const absolute = path.startsWith("~/") ? join(home, path.slice(2)) : path;
  return [{ path: absolute, within: "/", reach }];
}

/** Beside the text that mentions it, then in the session's directory. */
function near(
  path: string,
  { cwd, workspace }: MentionRoots,
  { directory, reach }: { directory: string; reach: Reach },
): Candidate[] {
  const bases = reach === "collection" ? [directory] : [...new Set([directory, cwd])];
  return bases.map((base) => {
    const isOwn = base === cwd || base === workspace || base.startsWith(`${workspace}/`);
    const within = isOwn ? workspace : reach === "everything" ? "/" : base;
    return { path: join(base, path), within, reach: isOwn && reach === "everything" ? "workspace" : reach };
  });
}
