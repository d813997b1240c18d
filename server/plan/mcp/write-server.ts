/**
 * Adds a server to the file of a scope, and takes one out: the settings of the user and the local ones, or the project's `.mcp.json`, whose
 * other content stays as it is. What the user wrote is trusted, and nothing beside it.
 */
import { realpath } from "node:fs/promises";
import { join, relative } from "node:path";
import { applyEdits, type FormattingOptions, modify } from "jsonc-parser";
import type { JsonObject } from "../../../kernel/index.ts";
import { directoriesOf } from "../../store/directories.ts";
import { readConfigFile, withLock, writeConfigFile } from "../settings/config-file.ts";
import { isHome, workspaceRoot } from "../settings/locations.ts";
import { SettingsError } from "../settings/settings-error.ts";
import type { SettingsService, WritableScope } from "../settings/settings-service.ts";
import { SERVERS_KEY, trustItemOf } from "./read-servers.ts";
import { parseServerFile } from "./server-file.ts";

interface Place {
  readonly cwd: string;
  readonly name: string;
}

/** A file that has the server. */
export interface Home {
  readonly scope: WritableScope;
  readonly file: string;
  readonly isJson: boolean;
}

const FILE = ".mcp.json";

/** Answers the file. @throws SettingsError `settings-not-written`, `settings-invalid` */
export async function writeServer(
  service: SettingsService,
  {
    scope,
    cwd,
    name,
    server,
    isForced,
  }: Place & { readonly scope: WritableScope; readonly server: JsonObject; readonly isForced: boolean },
): Promise<string> {
  const home = isForced ? undefined : (await homesOf(service, { cwd, name })).find((one) => one.scope === scope);
  if (home !== undefined) {
    throw new SettingsError("settings-not-written", `${home.file} has a server ${name} already; --force replaces it.`);
  }
  if (scope === "project") return changeFile(service, { cwd, name }, server);
  return service.write(scope, cwd, { path: [SERVERS_KEY, name], value: server });
}

/** @throws SettingsError as `writeServer` */
export async function removeServer(
  service: SettingsService,
  { home, ...place }: Place & { readonly home: Home },
): Promise<void> {
  if (home.isJson) await changeFile(service, place, undefined);
  else await service.write(home.scope, place.cwd, { path: [SERVERS_KEY, place.name], value: undefined });
}

/** The files that ampd writes to and that have the server. @throws SettingsError `settings-invalid` */
export async function homesOf(service: SettingsService, { cwd, name }: Place): Promise<Home[]> {
  const root = await workspaceRoot(cwd);
  const isAtHome = await isHome(root, service.environment);
  const scopes: readonly WritableScope[] = isAtHome ? ["user"] : ["user", "project", "local"];
  const homes: Home[] = [];
  for (const scope of scopes) {
    const { file, value } = await service.written(scope, cwd, [SERVERS_KEY, name]);
    if (value !== undefined) homes.push({ scope, file, isJson: false });
  }
  const file = join(root, FILE);
  const text = isAtHome ? undefined : await readConfigFile(file, root);
  const { servers } = parseServerFile(text ?? "{}");
  if (servers.some((one) => one.name === name)) homes.push({ scope: "project", file, isJson: true });
  return homes;
}

async function changeFile(
  service: SettingsService,
  { cwd, name }: Place,
  server: JsonObject | undefined,
): Promise<string> {
  const { environment } = service;
  const root = await workspaceRoot(cwd);
  if (await isHome(root, environment))
    throw new SettingsError(
      "settings-not-written",
      `${root} is your home directory, which has no project; use the user scope.`,
    );
  const file = join(root, FILE);
  // The lock is the user's own: it leaves nothing in the workspace.
  const key = await withLock({ path: directoriesOf(environment).config }, async () => {
    const read = await readConfigFile(file, root);
    const text = read === undefined || read.trim() === "" ? "{}\n" : read.replace(/^\uFEFF/, "");
    const { problem, servers } = parseServerFile(text);
    if (problem !== undefined)
      throw new SettingsError(
        "settings-not-written",
        `${file} was not changed, as it is broken: line ${problem.line}: ${problem.message}`,
      );
    const before = servers.find((one) => one.name === name)?.key ?? servers[0]?.key;
    const section = before?.split(".", 1)[0] ?? "mcpServers";
    const formattingOptions = formatOf(text);
    await writeConfigFile(file, applyEdits(text, modify(text, [section, name], server, { formattingOptions })), {
      isPrivate: false,
      within: root,
    });
    return `${section}.${name}`;
  });
  if (server === undefined) return file;
  const base = { root, cwd: await realpath(cwd) };
  const item = await trustItemOf({ name, key, value: server }, { file: relative(root, file), base });
  if (item !== undefined && item.unbound === undefined) await service.trust.add(root, [item.digest]);
  return file;
}

/** As the file is indented already. */
function formatOf(text: string): FormattingOptions {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? "  ";
  return { insertSpaces: !indent.startsWith("\t"), tabSize: indent.length, eol: text.includes("\r\n") ? "\r\n" : "\n" };
}
