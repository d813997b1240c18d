/** The MCP servers of the tests, as a config names them. */
import { join } from "node:path";
import { ROOT } from "../source-files.ts";
import type { Json } from "../wire/frames.ts";

const GOOD = join(ROOT, "test/support/mcp/good-server.mjs");
const CHAOS = join(ROOT, "test/support/mcp/chaos-server.mjs");
const EVERYTHING = join(ROOT, "node_modules/@modelcontextprotocol/server-everything/dist/index.js");

export const goodServer = script(GOOD);
export const everythingServer = script(EVERYTHING);
export const goodHttpServer = [process.execPath, GOOD, "http"] as const;

/** @param file where it notes its starts, and the calls that were cancelled */
export function chaosServer(mode = "good", file = ""): Json {
  return script(CHAOS, mode, file);
}

function script(file: string, ...args: string[]): Json {
  return { command: process.execPath, args: [file, ...args] };
}
