/** The servers of a file as settings, one leaf each: what is wrong with one is a warning with its line, and the others stay. */
import { relative, resolve } from "node:path";
import type { JsonObject } from "../../../kernel/index.ts";
import { readConfigFile } from "../settings/config-file.ts";
import type { Leaf, Origin } from "../settings/leaves.ts";
import type { SettingsFile } from "../settings/locations.ts";
import type { SettingsWarning } from "../settings/read-settings.ts";
import { SettingsError } from "../settings/settings-error.ts";
import { type CodeBase, codeIn } from "../trust/named-code.ts";
import { codeItem, type TrustItem } from "../trust/trust-item.ts";
import { NAMES_SERVER } from "../trust/what-matters.ts";
import { checkServer, inWords, serverProblems } from "./check-server.ts";
import { fromHostSpelling } from "./host-spelling.ts";
import type { WrittenServer } from "./server-file.ts";

export const SERVERS_KEY = "mcp_servers";

interface ReadServers {
  readonly leaves: readonly Leaf[];
  readonly warnings: readonly SettingsWarning[];
  /** One for each leaf: it waits for trust, where the file is a workspace's. */
  readonly items: readonly TrustItem[];
}

export async function readServerFile(file: SettingsFile, base: CodeBase): Promise<ReadServers> {
  const { root } = base;
  const within = file.scope === "user" ? undefined : root;
  const warnings: SettingsWarning[] = [];
  const warn = (kind: SettingsWarning["kind"], place: string, message: string): void => {
    warnings.push({ kind, message: `${file.path}${place}: ${message}`, path: file.path });
  };
  const read = async (): Promise<string | undefined> => {
    try {
      return await readConfigFile(file.path, within);
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      warnings.push({ kind: "settings-invalid", message: `${error.message}; it is ignored`, path: file.path });
      return undefined;
    }
  };
  const text = await read();
  if (text === undefined) return { leaves: [], warnings, items: [] };
  const { parseServerFile } = await import("./server-file.ts");
  const { servers, problem } = parseServerFile(text);
  if (problem !== undefined)
    warn("settings-invalid", `:${problem.line}`, `${problem.message}; its servers are left out`);
  const leaves: Leaf[] = [];
  const items: TrustItem[] = [];
  for (const server of servers) {
    const { config, notes, reason } = await ours(server, within);
    for (const note of notes) warn("settings-unknown-key", `:${server.line}`, `${server.key}.${note}`);
    if (config === undefined) {
      warn("settings-invalid", `:${server.line}`, `${server.key} is left out: ${reason}`);
      continue;
    }
    const origin: Origin = { scope: file.scope, file: file.path, line: server.line };
    leaves.push({ path: [SERVERS_KEY, server.name], value: config, isItem: false, origin });
    items.push(await itemOf(server, { file: relative(root, file.path), base, config }));
  }
  return { leaves, warnings, items };
}

/**
 * What trust in a server of the workspace's file is trust in; nothing for one that cannot be used.
 * @param file relative to the workspace
 */
export async function trustItemOf(
  server: Omit<WrittenServer, "line">,
  { file, base }: { readonly file: string; readonly base: CodeBase },
): Promise<TrustItem | undefined> {
  const { config } = await ours(server, base.root);
  return config && itemOf(server, { file, base, config });
}

/** Leaves of a settings file: a server that cannot be used is left out. */
export async function checkServers(
  leaves: readonly Leaf[],
): Promise<{ readonly leaves: readonly Leaf[]; readonly warnings: readonly SettingsWarning[] }> {
  const warnings: SettingsWarning[] = [];
  const kept: Leaf[] = [];
  for (const leaf of leaves) {
    const [section, name = ""] = leaf.path;
    const isServer = section === SERVERS_KEY && leaf.path.length === 2 && leaf.value !== null;
    const problems = isServer ? await serverProblems(name, leaf.value as JsonObject) : [];
    if (problems.length === 0) kept.push(leaf);
    else {
      const { file = "", line } = leaf.origin;
      const place = line === undefined ? file : `${file}:${line}`;
      const message = `${place}: ${SERVERS_KEY}.${name} is left out: ${inWords(problems)}`;
      warnings.push({ kind: "settings-invalid", message, path: file });
    }
  }
  return { leaves: kept, warnings };
}

interface Ours {
  /** Nothing for a server that cannot be used, for the reason. */
  readonly config: JsonObject | undefined;
  readonly notes: readonly string[];
  readonly reason: string;
}

/** @param folder the workspace, where relative paths of its server start */
async function ours({ name, value }: Pick<WrittenServer, "name" | "value">, folder: string | undefined): Promise<Ours> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return refused("it must be an object", []);
  const { config, notes: told } = fromHostSpelling(value as JsonObject, folder);
  const checked = await checkServer(name, config);
  const notes = [
    ...told.map(({ field, why }) => `${field}: ${why}`),
    ...checked.unknown.map((key) => `${key}: unknown key; it has no effect`),
  ];
  const inputs = /\$\{input:[^}]*\}/.exec(JSON.stringify(config))?.[0];
  if (inputs !== undefined) {
    return refused(`${inputs} would be asked for by its editor; write \${VARIABLE} instead`, notes);
  }
  if (checked.problems.length > 0) return refused(inWords(checked.problems), notes);
  const isLocal = folder !== undefined && checked.config.command !== undefined;
  const { cwd: given = "." } = checked.config;
  const cwd = isLocal && !String(given).startsWith("${") ? { cwd: resolve(folder, String(given)) } : {};
  return { config: { ...checked.config, ...cwd }, notes, reason: "" };
}

function refused(reason: string, notes: readonly string[]): Ours {
  return { config: undefined, notes, reason };
}

async function itemOf(
  { key, value }: Pick<WrittenServer, "key" | "value">,
  { file, base, config }: { readonly file: string; readonly base: CodeBase; readonly config: JsonObject },
): Promise<TrustItem> {
  return codeItem({ file, key, why: NAMES_SERVER }, async () => {
    const code = await codeIn(config, base);
    return code.length === 0 ? value : [value, code];
  });
}
