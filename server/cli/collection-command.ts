/** `ampd collection add|list|show|trust|refresh|remove`. */
import type { Argv } from "yargs";
import { messageOf } from "../../kernel/index.ts";
import { addCollection } from "../plan/collections/add-collection.ts";
import { CollectionStore } from "../plan/collections/collection-store.ts";
import { describeAll } from "../plan/collections/describe-collection.ts";
import { SettingsService } from "../plan/settings/settings-service.ts";
import { directoriesOf } from "../store/directories.ts";
import type { Choose, Task, TaskContext } from "./command-line-task.ts";

export function addCollectionCommand(parser: Argv, choose: Choose): void {
  parser.command("collection", "Add and look at collections of profiles, agents and modules", (args) => {
    const name = { type: "string", demandOption: true, describe: "The collection's name" } as const;
    return args
      .command(
        "add <source>",
        "Add a folder, or git+https://HOST/NAME@REF; nothing of it is run",
        (own) =>
          own
            .positional("source", { type: "string", demandOption: true })
            .option("name", { type: "string", describe: "Another name than its own", requiresArg: true })
            .option("trust", {
              type: "boolean",
              default: false,
              describe: "Let its modules and profiles act, as they are now",
            })
            .option("install", {
              type: "boolean",
              default: false,
              describe: "Install what its modules depend on, by npm",
            }),
        (given) => choose(addTask(given)),
      )
      .command("list", "Show all", {}, () => choose(listTask(undefined)))
      .command(
        "show <name>",
        "Show one",
        (own) => own.positional("name", name),
        (given) => choose(listTask(given.name)),
      )
      .command(
        "trust <name>",
        "Let its modules and profiles act, as they are now",
        (own) => own.positional("name", name),
        (given) => choose(trustTask(given.name)),
      )
      .command(
        "refresh [name]",
        "Move one, or all, to where the source stands now",
        (own) =>
          own.positional("name", { type: "string", describe: "Default: all" }).option("check-only", {
            type: "boolean",
            default: false,
            describe: "Only tell; end with 1 when there is something new",
          }),
        (given) => choose(refreshTask(given)),
      )
      .command(
        "remove <name>",
        "Forget it",
        (own) => own.positional("name", name),
        (given) => choose(removeTask(given.name)),
      )
      .demandCommand(1, "collection: add, list, show, trust, refresh or remove?");
  });
}

function addTask(given: { source: string; name?: string | undefined; trust: boolean; install: boolean }): Task {
  return async (context) => {
    const store = await openStore(context);
    const { source, name, trust: trustCode, install: installs } = given;
    const request = { source, name, trustCode, installs, cwd: context.cwd };
    const collection = await addCollection(store, request, context.environment);
    context.print(`${collection.name}: ${collection.source}${at(collection.commit)}\n`);
    if (!given.trust)
      process.stderr.write(
        `Its modules, and profiles that act, are not used before: ampd collection trust ${collection.name}\n`,
      );
    return 0;
  };
}

function listTask(name: string | undefined): Task {
  return async (context) => {
    const store = await openStore(context);
    const all = await describeAll(store, await new SettingsService(context.environment).read(context.cwd));
    const wanted = name === undefined ? all : all.filter((one) => one.name === name);
    if (name !== undefined && wanted.length === 0) await store.get(name);
    for (const one of wanted) {
      context.print(`${one.name}: ${one.source}${at(one.commit)}\n`);
      if (name !== undefined) context.print(`${JSON.stringify(one, null, 2)}\n`);
    }
    return 0;
  };
}

function trustTask(name: string): Task {
  return async (context) => {
    const { commit } = await (await openStore(context)).trust(name);
    context.print(`The modules and profiles of ${name}${at(commit)} may act.\n`);
    return 0;
  };
}

/** One that cannot be asked does not keep the others from it. */
function refreshTask(given: { readonly name?: string | undefined; readonly checkOnly: boolean }): Task {
  return async (context) => {
    const store = await openStore(context);
    const names = given.name === undefined ? (await store.list()).map((one) => one.name) : [given.name];
    let code = 0;
    for (const name of names) {
      try {
        const { collection, isChanged } = await store.refresh(name, { isDry: given.checkOnly });
        const place = at(collection.commit) || ` the folder ${collection.path}`;
        const state = given.checkOnly && isChanged ? "could be" : isChanged ? "now" : "still";
        context.print(`${name}: ${state}${place}\n`);
        if (given.checkOnly && isChanged) code = 1;
      } catch (error) {
        if (names.length === 1) throw error;
        process.stderr.write(`${messageOf(error)}\n`);
        code = 1;
      }
    }
    return code;
  };
}

function removeTask(name: string): Task {
  return async (context) => {
    await (await openStore(context)).remove(name);
    context.print(`${name} is removed.\n`);
    return 0;
  };
}

async function openStore({ environment }: TaskContext) {
  return new CollectionStore(directoriesOf(environment), environment);
}

function at(commit: string | undefined): string {
  return commit === undefined ? "" : ` at ${commit}`;
}
