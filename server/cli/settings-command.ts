/** `ampd settings get|set|unset`: what holds here and where it comes from, and changes that keep comments. */
import { resolve } from "node:path";
import type { Argv } from "yargs";
import { describeSettings } from "../plan/settings/describe-settings.ts";
import { SettingsService, type WritableScope } from "../plan/settings/settings-service.ts";
import { parseValue } from "../plan/settings/yaml-text.ts";
import type { Choose, Task } from "./command-line-task.ts";

const SCOPES = ["user", "project", "local"] as const;

export function addSettingsCommand(parser: Argv, choose: Choose): void {
  parser.command("settings", "Show and change settings", (args) => {
    const cwd = {
      type: "string",
      default: ".",
      describe: "The directory that they hold in",
      requiresArg: true,
    } as const;
    const key = { type: "string", demandOption: true, describe: "Such as permissions.mode" } as const;
    const scope = { choices: SCOPES, default: "user" as const, describe: "Whose file" };
    return args
      .command(
        "get [key]",
        "Show settings with the scope, file and line of each",
        (own) =>
          own
            .positional("key", { type: "string", describe: "Only this one, or what is under it" })
            .option("cwd", cwd)
            .option("json", { type: "boolean", default: false, describe: "As JSON" }),
        (given) => choose(getTask(given)),
      )
      .command(
        "set <key> <value>",
        "Write one value, given as YAML",
        (own) =>
          own
            .positional("key", key)
            .positional("value", { type: "string", demandOption: true })
            .option("scope", scope)
            .option("cwd", cwd),
        (given) => choose(setTask(given)),
      )
      .command(
        "unset <key>",
        "Remove one key",
        (own) => own.positional("key", key).option("scope", scope).option("cwd", cwd),
        (given) => choose(setTask(given)),
      )
      .demandCommand(1, "settings: get, set or unset?");
  });
}

function getTask({ key, cwd, json }: { key?: string | undefined; cwd: string; json: boolean }): Task {
  return async ({ environment, cwd: from, print }) => {
    const settings = await new SettingsService(environment).read(resolve(from, cwd));
    const { value, origins } = describeSettings(settings, key?.split(".") ?? []);
    for (const { message } of settings.warnings) process.stderr.write(`${message}\n`);
    if (json) print(`${JSON.stringify({ value: value ?? null, origins }, null, 2)}\n`);
    else
      for (const { key: place, value: one, origin } of origins) {
        print(`${place}: ${JSON.stringify(one)}  # ${origin.scope}, ${origin.file}:${origin.line ?? "?"}\n`);
      }
    if (value !== undefined || key === undefined) return 0;
    process.stderr.write(`Nothing is set at ${key}.\n`);
    return 1;
  };
}

function setTask(given: { key: string; value?: string; scope: WritableScope; cwd: string }): Task {
  return async ({ environment, cwd, print }) => {
    const value = given.value === undefined ? undefined : await parseValue(given.value);
    const change = { path: given.key.split("."), value: value ?? undefined };
    const file = await new SettingsService(environment).write(given.scope, resolve(cwd, given.cwd), change);
    print(`${file}\n`);
    return 0;
  };
}
