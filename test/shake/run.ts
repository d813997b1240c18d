/**
 * `npm run shake -- [--stop] [part of a path …]`: the tests, with every call of the file system late by chance, in ampd's processes
 * too; with `--stop`, instead, with processes that stand still by chance, as on a machine that has others to serve.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { stopByChance } from "./stop-by-chance.ts";

const parts = process.argv.slice(2).filter((argument) => argument !== "--stop");
const stops = parts.length < process.argv.length - 2;

const delays = new URL("delays.mjs", import.meta.url);
const tests = fileURLToPath(new URL("../run.ts", import.meta.url));
const late = { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --import ${delays}` };
const child = spawn(process.execPath, ["--import", "tsx", tests, ...parts], {
  env: { ...process.env, ...(stops ? {} : late) },
  stdio: "inherit",
});
const letGo = stops ? stopByChance(child.pid ?? 0) : undefined;
const [code] = (await once(child, "close")) as [number | null];
letGo?.();
process.exitCode = code ?? 1;
