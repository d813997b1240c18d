/**
 * The tools that servers had last time, in files of the user's cache: they are offered before a server has answered, and replaced by what it
 * says then. A file is named by a digest of how its server is started, without the values of variables and headers.
 */
import { createHash } from "node:crypto";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Tool as Declared } from "@modelcontextprotocol/client";
import { writeFileAtomically } from "../lib/atomic-file/index.ts";
import type { ServerConfig } from "./config.ts";

export interface ToolList {
  readonly tools: readonly Declared[];
  readonly hasResources: boolean;
}

interface KeptServer {
  readonly config: ServerConfig;
  /** Of the session. */
  readonly cwd: string;
}

const FOLDER = "mcp-tools";
const VERSION = 1;
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_FILES = 200;

export class KeptTools {
  readonly #folder: string | undefined;
  readonly #texts = new Map<string, string>();

  /** @param cache the user's directory for it; nothing: nothing is kept */
  constructor(cache: string | undefined) {
    this.#folder = cache === undefined ? undefined : join(cache, FOLDER);
  }

  /** Nothing where nothing is kept, or what is kept cannot be used. */
  async read(server: KeptServer): Promise<ToolList | undefined> {
    if (this.#folder === undefined) return undefined;
    const path = join(this.#folder, fileOf(server));
    try {
      if ((await stat(path)).size > MAX_BYTES) return undefined;
      const text = await readFile(path, "utf8");
      const kept: unknown = JSON.parse(text);
      if (!isToolList(kept)) return undefined;
      this.#texts.set(path, text);
      return kept;
    } catch {
      return undefined;
    }
  }

  /** @throws what the file system says */
  async write(server: KeptServer, { tools, hasResources }: ToolList): Promise<void> {
    if (this.#folder === undefined) return;
    const path = join(this.#folder, fileOf(server));
    const text = JSON.stringify({ version: VERSION, tools, hasResources });
    if (this.#texts.get(path) === text) return;
    if (Buffer.byteLength(text) > MAX_BYTES) return rm(path, { force: true });
    await writeFileAtomically(path, text);
    this.#texts.set(path, text);
    await prune(this.#folder);
  }
}

function fileOf({ config, cwd }: KeptServer): string {
  const { type, command, args, url, env, headers } = config;
  const place = url === undefined ? (config.cwd ?? cwd) : "";
  const names = [Object.keys(env).sort(), Object.keys(headers).sort()];
  const digest = createHash("sha256").update(JSON.stringify([type, command, args, place, url, names]));
  return `${digest.digest("hex")}.json`;
}

function isToolList(value: unknown): value is ToolList {
  const { version, tools, hasResources } = Object(value) as Record<string, unknown>;
  return version === VERSION && typeof hasResources === "boolean" && Array.isArray(tools) && tools.every(isDeclared);
}

function isDeclared(value: unknown): value is Declared {
  const { name, inputSchema } = Object(value) as Record<string, unknown>;
  return typeof name === "string" && typeof inputSchema === "object" && inputSchema !== null;
}

/** Those that were written longest ago go. */
async function prune(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  if (names.length <= MAX_FILES) return;
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return { path, writtenAt: (await stat(path).catch(() => undefined))?.mtimeMs ?? 0 };
    }),
  );
  const oldest = files.sort((one, other) => one.writtenAt - other.writtenAt).slice(0, files.length - MAX_FILES);
  for (const { path } of oldest) await rm(path, { force: true });
}
