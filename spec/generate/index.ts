/** Writes everything that is generated from `protocol/`, the kernel's tables and ampsh's options; with `--check`, says what is out of date. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { elispTable } from "./elisp-table.ts";
import { errorsPage } from "./errors-page.ts";
import { eventNames, eventsJson, eventsPage } from "./events-page.ts";
import { luaTable } from "./lua-table.ts";
import { manualPage } from "./manual-page.ts";
import { methodsPage } from "./methods-page.ts";
import { openRpc } from "./open-rpc.ts";
import { messageSchemas } from "./schemas.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDERS = ["spec/generated", "protocol/generated"];

function outputs(): Map<string, string> {
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const files = new Map<string, string>([
    ["spec/generated/openrpc.json", json(openRpc())],
    ["spec/generated/methods.md", methodsPage()],
    ["spec/generated/events.md", eventsPage()],
    ["spec/generated/events.json", json(eventsJson())],
    ["spec/generated/errors.md", errorsPage()],
    ["protocol/generated/events.ts", eventNames()],
    ["clients/emacs/ampd-protocol.el", elispTable()],
    ["clients/nvim/lua/ampd/protocol.lua", luaTable()],
    ["clients/shell/ampsh.1", manualPage()],
  ]);
  for (const [name, schema] of messageSchemas()) files.set(`spec/generated/schemas/${name}.json`, json(schema));
  return files;
}

/** Paths, from the root, of everything that is in the generated folders now. */
function present(): string[] {
  return FOLDERS.flatMap((folder) => {
    const path = join(ROOT, folder);
    try {
      const entries = readdirSync(path, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
    } catch {
      return [];
    }
  });
}

function check(files: Map<string, string>): string[] {
  const read = (path: string): string | undefined =>
    existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), "utf8") : undefined;
  const stale = [...files].filter(([path, text]) => read(path) !== text).map(([path]) => path);
  return [...stale, ...present().filter((path) => !files.has(path))];
}

function write(files: Map<string, string>): void {
  for (const folder of FOLDERS) rmSync(join(ROOT, folder), { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), text);
  }
}

const files = outputs();
if (process.argv.includes("--check")) {
  const stale = check(files);
  if (stale.length > 0) {
    process.stderr.write(`Out of date: ${stale.join(", ")}\nRun: npm run generate\n`);
    process.exitCode = 1;
  }
} else write(files);
