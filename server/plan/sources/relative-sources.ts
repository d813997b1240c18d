/**
 * Sources that a file says as relative paths start at that file's folder, whatever directory a session works in: else a file of the
 * user's would run what lies in somebody else's workspace. Pure. What an `exec:` source gives to its program stays as it is.
 */
import { resolve } from "node:path";
import type { JsonObject } from "../../../kernel/index.ts";
import { execLine, fromLine } from "../../contributions/exec-source.ts";

const RELATIVE = /^\.{1,2}(?:\/|$)/;

/** Of a plan, or of an agent's overlay: in its modules, and in those of the agents that it writes out. */
export function planFrom(plan: JsonObject, directory: string): JsonObject {
  return mapOf(plan, (value, key) => {
    if (key === "session" && isMap(value)) return mapOf(value, (entry) => entryFrom(entry, directory));
    if (key === "agents" && isMap(value)) return agentsFrom(value, directory);
    return Array.isArray(value) ? value.map((entry) => entryFrom(entry, directory)) : value;
  });
}

export function agentsFrom(agents: JsonObject, directory: string): JsonObject {
  return mapOf(agents, (overlay) => (isMap(overlay) ? planFrom(overlay, directory) : overlay));
}

export function entryFrom(entry: unknown, directory: string): unknown {
  if (!isMap(entry) || entry.source === undefined) return entry;
  return { ...entry, source: sourceFrom(entry.source, directory) };
}

/** @param source in any of its forms; what is none stays as it is */
export function sourceFrom(source: unknown, directory: string): unknown {
  if (typeof source === "string") return textFrom(source, directory);
  if (!isMap(source)) return source;
  if (source.type === "file") return { ...source, path: pathFrom(source.path, directory) };
  if (!isMap(source.exec)) return source;
  const { command, cwd } = source.exec;
  // A relative command starts at `cwd`, where there is one.
  if (cwd !== undefined) return { ...source, exec: { ...source.exec, cwd: pathFrom(cwd, directory) } };
  const isRelative = typeof command === "string" && RELATIVE.test(command);
  return isRelative ? { ...source, exec: { ...source.exec, command: resolve(directory, command) } } : source;
}

function textFrom(text: string, directory: string): string {
  if (RELATIVE.test(text)) return resolve(directory, text);
  if (/^file:(?!\/\/)/.test(text)) return `file:${pathFrom(text.slice("file:".length), directory)}`;
  if (!text.startsWith("exec:")) return text;
  const { command, args } = fromLine(text.slice("exec:".length));
  return RELATIVE.test(command) ? execLine({ command: resolve(directory, command), args }) : text;
}

/** Where a path is meant in any case: one that begins with a name is relative, too. */
function pathFrom(path: unknown, directory: string): unknown {
  return typeof path === "string" && !path.startsWith("~/") ? resolve(directory, path) : path;
}

function mapOf(map: JsonObject, change: (value: unknown, key: string) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}

function isMap(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
