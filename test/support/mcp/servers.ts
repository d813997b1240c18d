/** The MCP servers of the tests, as a config names them. */
import { existsSync } from "node:fs";
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

/** A server of the npm registry's, by its package's name without the scope. */
export function npmServer(name: string, ...args: string[]): Json {
  return script(join(ROOT, "node_modules/@modelcontextprotocol", name, "dist/index.js"), ...args);
}

/** Where `.ci/run` installs what `requirements.txt` names. */
const PYTHON_PACKAGES = join(ROOT, ".cache/python");

export const PYTHON_SERVERS = {
  name: "the MCP servers of PyPI, which .ci/run installs",
  isMet: existsSync(join(PYTHON_PACKAGES, "mcp_server_time")),
};

/** A server of PyPI's, by its module's name. */
export function pythonServer(name: string, ...args: string[]): Json {
  return { command: "python3", args: ["-m", name, ...args], env: { PYTHONPATH: PYTHON_PACKAGES } };
}
