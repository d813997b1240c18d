/**
 * Loaded before a program by `npm run shake`: each call of `node:fs/promises`, and of an open file, ends some milliseconds late, as on a
 * slow and busy machine. What depends on the order in which look-ups end by themselves then fails.
 */
import { promises } from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const UNCHANGED = new Set(["watch", "constants"]);
const OF_OPEN_FILES = [
  "read",
  "write",
  "writeFile",
  "appendFile",
  "readFile",
  "stat",
  "sync",
  "datasync",
  "truncate",
  "chmod",
  "close",
];
const [OFTEN_MS, SELDOM_MS] = [6, 40];

const { setTimeout } = globalThis;

/** At once for half of the calls, soon for most others, late for one of ten. */
function someTime() {
  const luck = Math.random();
  if (luck < 0.5) return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => setTimeout(resolve, Math.random() * (luck < 0.9 ? OFTEN_MS : SELDOM_MS)));
}

function delay(owner, name) {
  const call = owner[name];
  if (typeof call !== "function") return;
  owner[name] = async function delayed(...args) {
    await someTime();
    try {
      return await call.apply(this, args);
    } finally {
      await someTime();
    }
  };
}

const file = await promises.open(process.execPath);
for (const name of OF_OPEN_FILES) delay(Object.getPrototypeOf(file), name);
await file.close();
for (const name of Object.keys(promises)) if (!UNCHANGED.has(name)) delay(promises, name);
syncBuiltinESMExports();
