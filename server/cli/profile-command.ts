/** `ampd profile list|show|current|use|default|reset`: what profiles there are, and which one sessions get. */
import { resolve } from "node:path";
import type { Argv } from "yargs";
import { redact } from "../../modules/lib/redaction/index.ts";
import { compileProfile, profileLibrary } from "../plan/profiles/compile-profile.ts";
import { defaultProfile } from "../plan/profiles/shipped.ts";
import { SettingsService, type WritableScope } from "../plan/settings/settings-service.ts";
import type { Choose, Task, TaskContext } from "./command-line-task.ts";
import { sourcesOf } from "./plan-command.ts";

const SCOPES = ["local", "project", "user"] as const;

export function addProfileCommand(parser: Argv, choose: Choose): void {
  const cwd = { type: "string", default: ".", describe: "The directory of the session", requiresArg: true } as const;
  const name = { type: "string", demandOption: true, describe: "As ampd profile list shows it" } as const;
  const scope = { choices: SCOPES, default: "local" as const, describe: "Whose file" };
  parser.command("profile", "Show profiles, and choose the one that sessions get", (args) =>
    args
      .command(
        "list",
        "List the profiles that can be used here",
        (own) => own.option("cwd", cwd),
        (given) => choose(listTask(given)),
      )
      .command(
        "show <name>",
        "Show one, and what it builds on",
        (own) =>
          own.positional("name", name).option("cwd", cwd).option("resolved", {
            type: "boolean",
            default: false,
            describe: "The mount plan that it comes to, as JSON, without settings",
          }),
        (given) => choose(showTask(given)),
      )
      .command(
        "current",
        "Show which one sessions get here, and who says so",
        (own) => own.option("cwd", cwd),
        (given) => choose(currentTask(given)),
      )
      .command(
        "use <name>",
        "Choose the one that sessions get here",
        (own) => own.positional("name", name).option("scope", scope).option("cwd", cwd),
        (given) => choose(useTask(given)),
      )
      .command(
        "default <name>",
        "Choose the one that everybody's sessions get in this project",
        (own) => own.positional("name", name).option("cwd", cwd),
        (given) => choose(useTask({ ...given, scope: "project" })),
      )
      .command(
        "reset",
        "Take the choice back",
        (own) => own.option("scope", scope).option("cwd", cwd),
        (given) => choose(useTask({ ...given, name: undefined })),
      )
      .demandCommand(1, "profile: list, show, current, use, default or reset?"),
  );
}

interface Where {
  readonly cwd: string;
}

function listTask({ cwd }: Where): Task {
  return async (context) => {
    const sources = await sourcesOf(context, cwd);
    const { name: chosen } = await choiceIn(context, cwd);
    for (const { name, layer, description = "", problem } of await profileLibrary(sources).list()) {
      const about = problem === undefined ? description : `cannot be used: ${problem}`;
      context.print(`${name === chosen ? "*" : " "} ${name.padEnd(16)} ${layer.padEnd(9)} ${about}\n`);
    }
    return 0;
  };
}

function showTask({ name, cwd, resolved }: Where & { readonly name: string; readonly resolved: boolean }): Task {
  return async (context) => {
    const sources = await sourcesOf(context, cwd);
    const { plan, line, warnings } = await compileProfile(name, sources);
    for (const { message } of warnings) process.stderr.write(`${message}\n`);
    if (resolved) {
      context.print(`${JSON.stringify(redact(plan), null, 2)}\n`);
      return 0;
    }
    const library = profileLibrary(sources);
    for (const document of [...line].reverse()) {
      const { origin, description = "" } = document;
      context.print(`${document.name} (${library.layerOf(document)}, ${origin}): ${description}\n`);
    }
    return 0;
  };
}

function currentTask({ cwd }: Where): Task {
  return async (context) => {
    const { name, from } = await choiceIn(context, cwd);
    context.print(`${name} (${from})\n`);
    return 0;
  };
}

/** @param given without a name, the choice is taken back */
function useTask(given: Where & { readonly name: string | undefined; readonly scope: WritableScope }): Task {
  return async (context) => {
    if (given.name !== undefined) {
      await compileProfile(given.name, await sourcesOf(context, given.cwd));
    }
    const service = new SettingsService(context.environment);
    const change = { path: ["profile"], value: given.name };
    const file = await service.write(given.scope, resolve(context.cwd, given.cwd), change);
    const { name, from } = await choiceIn(context, given.cwd);
    context.print(`${file}\nSessions get ${name} now (${from}).\n`);
    return 0;
  };
}

async function choiceIn(context: TaskContext, cwd: string): Promise<{ readonly name: string; readonly from: string }> {
  const { settings, environment } = await sourcesOf(context, cwd);
  const leaf = settings.leaves.find(({ path }) => path.join(".") === "profile");
  if (leaf !== undefined) {
    const { scope, file, line } = leaf.origin;
    return { name: String(leaf.value), from: `${scope}, ${file}:${line ?? "?"}` };
  }
  return { name: defaultProfile(environment), from: "nobody chose one" };
}
