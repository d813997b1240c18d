/** What else in a workspace waits for trust, besides settings and servers: profiles, agents, bundles and modules. */
import { createHash } from "node:crypto";
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join, relative } from "node:path";
import { documentFiles, readEach } from "../profiles/document-files.ts";
import { readConfigFile } from "../settings/config-file.ts";
import { type TrustItem, trustItem } from "./trust-item.ts";

const DIRECTORIES = [".ampd", ".amplifier"];
const DOCUMENTS: readonly (readonly [folder: string, why: string])[] = [
  ["profiles", "says what a session is made of"],
  ["bundles", "says what a session is made of"],
  ["agents", "says what an agent may do"],
];
const MAX_CODE_FILES = 5000;
const MAX_CODE_BYTES = 64 * 1024 * 1024;

export async function surveyWorkspace(root: string): Promise<TrustItem[]> {
  const found = await Promise.all([
    ...DIRECTORIES.flatMap((directory) => [
      ...DOCUMENTS.map(([folder, why]) => documents(root, join(directory, folder), why)),
      modules(root, join(directory, "modules")),
    ]),
  ]);
  return found.flat();
}

async function documents(root: string, folder: string, why: string): Promise<TrustItem[]> {
  const items = await readEach(await documentFiles(join(root, folder)), async (path) => {
    const text = await readConfigFile(path, root).catch(() => undefined);
    return text === undefined ? [] : [trustItem({ file: relative(root, path), why }, digestOf(text))];
  });
  return items.flat();
}

async function modules(root: string, folder: string): Promise<TrustItem[]> {
  const items: TrustItem[] = [];
  for (const name of await namesIn(join(root, folder))) {
    const file = join(folder, name);
    const code = await codeDigest(join(root, file));
    if (code !== undefined) items.push(trustItem({ file, why: "loads code" }, code));
  }
  return items;
}

/** The digest of a file, or of everything in a folder; nothing where there is none, or more than can be looked at. */
export async function codeDigest(path: string): Promise<string | undefined> {
  const hash = createHash("sha256");
  let files = 0;
  let bytes = 0;
  const add = async (entry: string): Promise<void> => {
    const stats = await lstat(entry);
    files += 1;
    bytes += stats.isFile() ? stats.size : 0;
    if (files > MAX_CODE_FILES || bytes > MAX_CODE_BYTES) throw new Error("too much to look at");
    hash.update(JSON.stringify([relative(path, entry), stats.isDirectory(), stats.isSymbolicLink()]));
    if (stats.isDirectory()) {
      for (const name of (await readdir(entry)).sort()) if (name !== ".git") await add(join(entry, name));
    } else if (stats.isSymbolicLink()) hash.update(await readlink(entry));
    else if (stats.isFile())
      hash.update(
        createHash("sha256")
          .update(await readFile(entry))
          .digest(),
      );
  };
  try {
    await add(path);
    return hash.digest("hex");
  } catch {
    return undefined;
  }
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).then(
    (names) => names.sort(),
    () => [],
  );
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
