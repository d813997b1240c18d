/** `npm run fuzz -- --minutes 5 --seed 1`: the fuzzer of the wire for as long as is wanted. Default: one minute, seed 1. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "1" }, seed: { type: "string", default: "1" } },
});
const env = { ...process.env, FUZZ_SECONDS: String(Number(values.minutes) * 60), FUZZ_SEED: values.seed };
const file = fileURLToPath(new URL("random-input-does-the-wire-no-harm.test.ts", import.meta.url));
process.exitCode = spawnSync(process.execPath, ["--import", "tsx", file], { env, stdio: "inherit" }).status ?? 1;
