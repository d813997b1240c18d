/** `ampd doctor`: looks at what sessions need here, and says the fix beside each finding. Starts no server and sends nothing. */
import { resolve } from "node:path";
import type { Argv } from "yargs";
import { existingDirectory } from "../methods/existing-directory.ts";
import type { Choose, Task } from "./command-line-task.ts";

const MARKS = { ok: "ok  ", warning: "warn", error: "FAIL" } as const;

export function addDoctorCommand(parser: Argv, choose: Choose): void {
  parser.command(
    "doctor",
    "Check keys, programs, settings and permissions",
    (args) =>
      args
        .option("cwd", { type: "string", default: ".", describe: "The directory to work in", requiresArg: true })
        .option("json", { type: "boolean", default: false, describe: "As JSON" }),
    (given) => choose(doctorTask(given)),
  );
}

function doctorTask({ cwd, json }: { readonly cwd: string; readonly json: boolean }): Task {
  return async ({ environment, cwd: from, print }) => {
    const { examine } = await import("./doctor/examine.ts");
    const findings = await examine({ environment, cwd: await existingDirectory(resolve(from, cwd)) });
    if (json) print(`${JSON.stringify(findings, null, 2)}\n`);
    else
      for (const { status, about, found, fix } of findings) {
        print(`${MARKS[status]} ${about}: ${found}${fix === undefined ? "" : `\n     → ${fix}`}\n`);
      }
    return findings.some(({ status }) => status === "error") ? 1 : 0;
  };
}
