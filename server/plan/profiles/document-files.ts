/** The files of a folder that may be profiles, bundles or agents; and many of them, without too many open at a time. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";

export const DOCUMENT_NAME = /\.(?:md|ya?ml)$/;
/** What a folder or a repository that is a bundle has at its top: the first that is there. */
export const BUNDLE_FILES: readonly string[] = ["bundle.md", "bundle.yaml", "bundle.yml"];
const MAX_FILES = 5000;
/** Files that are open at a time. */
const BATCH = 64;

/** In the order of their names; none where there is no such folder. */
export async function documentFiles(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => []);
  return names
    .filter((name) => DOCUMENT_NAME.test(name) && !name.startsWith(".") && name !== "README.md")
    .sort()
    .slice(0, MAX_FILES)
    .map((name) => join(directory, name));
}

export async function readEach<Result>(
  files: readonly string[],
  read: (file: string) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < files.length; start += BATCH) {
    results.push(...(await Promise.all(files.slice(start, start + BATCH).map(read))));
  }
  return results;
}
