/** `ampd module list|show|validate`: what modules there are, and whether one keeps its contract. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Argv } from "yargs";
import { didYouMean, type JsonObject, type ModuleKind, messageOf } from "../../kernel/index.ts";
import type { Choose, Task } from "./command-line-task.ts";
import type { ModuleRow } from "./module-rows.ts";

const KINDS = ["orchestrator", "context", "provider", "tool", "hook"] as const satisfies readonly ModuleKind[];
const MARKS = { ok: "ok   ", failed: "FAIL ", skipped: "skip " } as const;

interface ValidateArguments {
  readonly what: string;
  readonly config: string;
  readonly input: string;
  readonly kind?: ModuleKind | undefined;
  readonly execute: boolean;
  readonly cwd: string;
}

export function addModuleCommand(parser: Argv, choose: Choose): void {
  const cwd = { type: "string", default: ".", describe: "The directory to work in", requiresArg: true } as const;
  const json = { type: "boolean", default: false, describe: "As JSON" } as const;
  parser.command("module", "Look at modules, and check one against its contract", (args) =>
    args
      .command(
        "list",
        "List the modules: kind, origin and config keys",
        (own) => own.option("json", json).option("cwd", cwd),
        (given) => choose(listTask(given)),
      )
      .command(
        "show <id>",
        "Show one, with what each key of its config means",
        (own) => own.positional("id", { type: "string", demandOption: true }).option("json", json).option("cwd", cwd),
        (given) => choose(showTask(given)),
      )
      .command(
        "validate <what>",
        "Run a module through the checks of its kind, in sessions of their own; its code is run",
        (own) =>
          own
            .positional("what", {
              type: "string",
              demandOption: true,
              describe: "An id, a path, a package, git+https://… or exec:command",
            })
            .option("config", { type: "string", default: "{}", describe: "JSON, or a file with it", requiresArg: true })
            .option("kind", { choices: KINDS, describe: "What a process is, where it should not be asked" })
            .option("execute", {
              type: "boolean",
              default: false,
              describe: "Carry out tools that are not read-only, too, in an empty directory",
            })
            .option("input", {
              type: "string",
              default: "{}",
              describe: "JSON, or a file with it: by a tool's name, the input that it is carried out with",
              requiresArg: true,
            })
            .option("cwd", cwd),
        (given) => choose(validateTask(given)),
      )
      .demandCommand(1, "module: list, show or validate?"),
  );
}

function listTask({ json, cwd }: { readonly json: boolean; readonly cwd: string }): Task {
  return async ({ print, environment, cwd: from }) => {
    const { moduleRows } = await import("./module-rows.ts");
    const rows = await moduleRows({ environment, cwd: resolve(from, cwd) });
    if (json) print(`${JSON.stringify(rows, null, 2)}\n`);
    else for (const row of rows) print(lineOf(row));
    return 0;
  };
}

function lineOf({ id, kind, origin, config }: ModuleRow): string {
  const keys = config.map(({ key, type, default: standard }) => {
    return `${key}: ${type}${standard === undefined ? "" : ` = ${JSON.stringify(standard)}`}`;
  });
  return `${id.padEnd(28)} ${kind.padEnd(12)} ${origin.padEnd(10)} ${keys.join(", ") || "-"}\n`;
}

function showTask({ id, json, cwd }: { readonly id: string; readonly json: boolean; readonly cwd: string }): Task {
  return async ({ print, environment, cwd: from }) => {
    const { moduleRows } = await import("./module-rows.ts");
    const rows = await moduleRows({ environment, cwd: resolve(from, cwd) });
    const row = rows.find((one) => one.id === id);
    if (row === undefined) {
      const ids = rows.map((one) => one.id);
      throw new Error(`There is no module "${id}"${didYouMean(id, ids) || "."} See: ampd module list`);
    }
    if (json) {
      print(`${JSON.stringify(row, null, 2)}\n`);
      return 0;
    }
    print(`${row.id}: ${row.description}\nkind: ${row.kind}\norigin: ${row.origin}, ${row.source}\n`);
    for (const { key, type, default: standard, description = "" } of row.config) {
      print(`  ${key} (${type}${standard === undefined ? "" : `, ${JSON.stringify(standard)}`}): ${description}\n`);
    }
    return 0;
  };
}

function validateTask(given: ValidateArguments): Task {
  return async ({ print, environment, cwd: from }) => {
    const cwd = resolve(from, given.cwd);
    const config = await readObject("--config", given.config, cwd);
    const inputs = (await readObject("--input", given.input, cwd)) as Record<string, JsonObject>;
    const { findSubject } = await import("../validate/find-subject.ts");
    const { what, kind, execute: mayExecute } = given;
    const found = await findSubject({ what, config, kind, mayExecute, inputs, cwd, environment }).catch((error) => {
      print(`${MARKS.failed}load: ${messageOf(error)}\n`);
    });
    if (found === undefined) return 1;
    const { validateModule } = await import("../validate/validate-module.ts");
    const counts = { ok: 0, failed: 0, skipped: 0 };
    for await (const { check, status, message, requirement } of validateModule(found.subject)) {
      counts[status] += 1;
      const why = status === "failed" ? `${message} (${requirement})` : message;
      print(`${MARKS[status]}${check}${why === undefined ? "" : `: ${why}`}\n`);
    }
    const { ok, failed, skipped } = counts;
    print(`${what} (${found.subject.kind}, ${found.source}): ${ok} ok, ${failed} failed, ${skipped} not looked at\n`);
    return failed === 0 ? 0 : 1;
  };
}

/** @throws Error that names the option */
async function readObject(option: string, given: string, cwd: string): Promise<JsonObject> {
  try {
    const text = given.trimStart().startsWith("{") ? given : await readFile(resolve(cwd, given), "utf8");
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
    throw new Error("it is no object");
  } catch (error) {
    throw new Error(`${option}: ${messageOf(error)}; give a JSON object, or a file with one`, { cause: error });
  }
}
