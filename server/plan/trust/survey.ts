/** What else in a workspace waits for trust, besides settings and servers: profiles, agents, bundles and modules. */
import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { JsonObject } from "../../../kernel/index.ts";
import { documentFiles, readEach } from "../profiles/document-files.ts";
import { readDocument } from "../profiles/read-document.ts";
import { readConfigFile } from "../settings/config-file.ts";
import { codeDigest } from "./code-digest.ts";
import { type CodeBase, codeOfEntries, type NamedCode } from "./named-code.ts";
import { codeItem, type TrustItem } from "./trust-item.ts";

const DIRECTORIES = [".ampd", ".amplifier"];
const DOCUMENTS: readonly (readonly [folder: string, why: string])[] = [
  ["profiles", "says what a session is made of"],
  ["bundles", "says what a session is made of"],
  ["agents", "says what an agent may do"],
];
/** Words without which a document starts nothing, so that most need not be read for it. */
const MAY_RUN = /\b(?:exec|source|command|servers|hooks-command|secret)\b/;

export async function surveyWorkspace(base: CodeBase): Promise<TrustItem[]> {
  const { root } = base;
  const found = await Promise.all([
    ...DIRECTORIES.flatMap((directory) => [
      ...DOCUMENTS.map(([folder, why]) => documents(base, join(directory, folder), why)),
      modules(root, join(directory, "modules")),
    ]),
  ]);
  return found.flat();
}

async function documents(base: CodeBase, folder: string, why: string): Promise<TrustItem[]> {
  const { root } = base;
  const items = await readEach(await documentFiles(join(root, folder)), async (path) => {
    const text = await readConfigFile(path, root).catch(() => undefined);
    if (text === undefined) return [];
    const own = digestOf(text);
    const item = codeItem({ file: relative(root, path), why, text: own }, async () => {
      const code = MAY_RUN.test(text) ? await codeOf(text, path, base) : [];
      return code.length === 0 ? own : [own, code];
    });
    return [await item];
  });
  return items.flat();
}

/** Of what the document mounts; one that cannot be read is not used either. */
async function codeOf(text: string, path: string, base: CodeBase): Promise<NamedCode> {
  const folder = dirname(path).endsWith("agents") ? "agent" : "profile";
  const document = await readDocument(text, path, folder).catch(() => undefined);
  if (document === undefined) return [];
  return codeOfEntries(entriesIn([document.plan, document.inlineAgents]), base);
}

/** Module entries, wherever they stand. */
function entriesIn(value: unknown): JsonObject[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "module" in value ? [value as JsonObject] : [];
  return [...own, ...Object.values(value).flatMap(entriesIn)];
}

async function modules(root: string, folder: string): Promise<TrustItem[]> {
  const items: TrustItem[] = [];
  for (const name of await namesIn(join(root, folder))) {
    const file = join(folder, name);
    items.push(await codeItem({ file, why: "loads code" }, () => codeDigest(join(root, file))));
  }
  return items;
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).then(
    (names) => names.sort(),
    () => [],
  );
}

export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
