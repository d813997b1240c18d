/** Addresses of repositories, as bundles include each other by them, against those of the collections that were added. Pure; fetches nothing. */
import { type GitSource, gitText, readSource } from "../sources/source-form.ts";

/** A collection that was added, and where from. */
export interface AddedFrom {
  readonly name: string;
  readonly source: string;
}

export function isAddress(name: string): boolean {
  return /^(?:git\+|https?:|file:)/.test(name);
}

/** The path in a collection that an address means; nothing when it is of another repository or another state of it. */
export function pathInAdded(address: string, { source }: AddedFrom): string | undefined {
  const [wanted, added] = [gitOf(address), gitOf(source)];
  if (wanted === undefined || added === undefined || !isSame(wanted, added)) return undefined;
  if (wanted.ref !== undefined && added.ref !== undefined && wanted.ref !== added.ref) return undefined;
  const [path = "", top = ""] = [wanted.subdirectory, added.subdirectory];
  if (top === "" || path === top) return path === top ? "" : path;
  return path.startsWith(`${top}/`) ? path.slice(top.length + 1) : undefined;
}

/** What is to be done about an address that no collection has. */
export function adviceFor(address: string, added: readonly AddedFrom[]): string {
  const wanted = gitOf(address);
  if (wanted === undefined)
    return `${address} is not fetched here; add what it is in, once: ampd collection add SOURCE`;
  const { subdirectory: path, ...repository } = wanted;
  const other = added.find(({ source }) => isSame(wanted, gitOf(source)));
  if (other === undefined)
    return `${address} is not fetched here; add it, once: ampd collection add ${gitText(repository)}`;
  const ref = gitOf(other.source)?.ref;
  if (ref === wanted.ref || ref === undefined || wanted.ref === undefined)
    return `${address}: there is no ${path ?? "bundle.md or bundle.yaml"} in the collection ${other.name}`;
  return `${address}: the collection ${other.name} is of that repository, at ${ref}; add this one, too: ampd collection add ${gitText(repository)} --name NAME`;
}

function gitOf(address: string): GitSource | undefined {
  const form = readSource(address, "/");
  return form?.type === "git" ? form : undefined;
}

function isSame(one: GitSource, other: GitSource | undefined): boolean {
  return other !== undefined && plain(one.url) === plain(other.url);
}

/** Without a user in front of the host, and as it is written with and without `.git`. */
function plain(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/@]*@/, "$1").replace(/(?:\.git)?\/?$/, "");
}
