/** A module's source as it is written: a path, a git repository, a package, or a program. Pure; it looks for nothing. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ModuleEntry } from "../../../kernel/index.ts";

export type SourceForm =
  | { readonly type: "file"; readonly path: string }
  | ({ readonly type: "git" } & GitSource)
  | { readonly type: "package"; readonly name: string };

export interface GitSource {
  readonly url: string;
  /** A branch, a tag or a commit; the repository's own default when absent. */
  readonly ref?: string;
  readonly subdirectory?: string;
}

const PACKAGE = /^(?:@[\w.-]+\/)?[\w][\w.-]*$/;
const GIT_URL = /^(?:https|ssh|file):\/\//;

/** Nothing for what is no source. @param base where relative paths start */
export function readSource(source: ModuleEntry["source"], base: string): SourceForm | undefined {
  if (typeof source === "string") return fromText(source, base);
  const { type, url, ref, subdirectory, path, name } = source ?? {};
  if (type === "git" && typeof url === "string") {
    return gitForm({ url, ...(isText(ref) && { ref }), ...(isText(subdirectory) && { subdirectory }) });
  }
  if (type === "file" && isText(path)) return { type: "file", path: absolutePath(path, base) };
  return type === "package" && isText(name) && PACKAGE.test(name) ? { type: "package", name } : undefined;
}

/** The same source as text, for reports; a password in a URL is left out. */
export function gitText({ url, ref, subdirectory }: GitSource): string {
  const bare = url.replace(/^(\w+:\/\/)[^/@]*@/, "$1");
  return `git+${bare}${ref === undefined ? "" : `@${ref}`}${subdirectory === undefined ? "" : `#subdirectory=${subdirectory}`}`;
}

function fromText(text: string, base: string): SourceForm | undefined {
  if (text.startsWith("git+")) return fromGitText(text.slice("git+".length));
  if (text.startsWith("file://")) return { type: "file", path: fileURLToPath(text) };
  if (text.startsWith("file:")) return { type: "file", path: absolutePath(text.slice("file:".length), base) };
  if (/^(?:\.{0,2}\/|~\/)/.test(text)) return { type: "file", path: absolutePath(text, base) };
  return PACKAGE.test(text) ? { type: "package", name: text } : undefined;
}

/** `https://host/owner/name.git@ref#subdirectory=folder`: the ref follows the path, not the user in front of the host. */
function fromGitText(text: string): SourceForm | undefined {
  const [address = "", fragment = ""] = text.split("#", 2);
  const start = address.indexOf("/", address.indexOf("://") + 3);
  const at = start < 0 ? -1 : address.indexOf("@", start);
  const subdirectory = /(?:^|&)subdirectory=([^&]+)/.exec(fragment)?.[1];
  return gitForm({
    url: at < 0 ? address : address.slice(0, at),
    ...(at >= 0 && { ref: address.slice(at + 1) }),
    ...(subdirectory !== undefined && { subdirectory }),
  });
}

function gitForm(source: GitSource): SourceForm | undefined {
  const { url, ref = "HEAD", subdirectory = "." } = source;
  const isSafe =
    !ref.startsWith("-") && ref !== "" && !subdirectory.split("/").includes("..") && !subdirectory.startsWith("/");
  return GIT_URL.test(url) && isSafe ? { type: "git", ...source } : undefined;
}

/** `~/` is the home directory. */
export function absolutePath(path: string, base: string): string {
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : resolve(base, path);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
