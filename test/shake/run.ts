/** `npm run shake -- [part of a path …]`: the tests, with every call of the file system late by chance, in ampd's processes too. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const delays = new URL("delays.mjs", import.meta.url);
const tests = fileURLToPath(new URL("../run.ts", import.meta.url));
const env = { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --import ${delays}` };
const args = ["--import", "tsx", tests, ...process.argv.slice(2)];
process.exitCode = spawnSync(process.execPath, args, { env, stdio: "inherit" }).status ?? 1;
