/** `ampd trust`: shows what a workspace's own configuration would do, and trusts it when the user says so. */
import { resolve } from "node:path";
import type { Argv } from "yargs";
import { SettingsService } from "../plan/settings/settings-service.ts";
import { trustWorkspace, workspaceState } from "../plan/trust/workspace-state.ts";
import type { Choose, Task } from "./command-line-task.ts";

export function addTrustCommand(parser: Argv, choose: Choose): void {
  parser.command(
    "trust [path]",
    "Let a workspace's own configuration act",
    (args) =>
      args
        .positional("path", { type: "string", default: ".", describe: "The workspace, or a folder in it" })
        .option("yes", { type: "boolean", default: false, describe: "Do not ask" })
        .option("list", { type: "boolean", default: false, describe: "Only show what waits for trust" })
        .option("remove", { type: "boolean", default: false, describe: "Trust it no more" }),
    (given) => choose(trustTask(given)),
  );
}

interface TrustArguments {
  readonly path: string;
  readonly yes: boolean;
  readonly list: boolean;
  readonly remove: boolean;
}

function trustTask(given: TrustArguments): Task {
  return async ({ environment, cwd, print, confirm }) => {
    const service = new SettingsService(environment);
    const state = await workspaceState(service, resolve(cwd, given.path));
    if (given.remove) {
      await service.trust.forget(state.path);
      print(`${state.path} is not trusted any more.\n`);
      return 0;
    }
    print(`${state.path}: ${state.state}\n`);
    for (const { file, key, why, isTrusted } of state.items) {
      print(`  ${isTrusted ? "trusted" : "waits  "}  ${file}${key === undefined ? "" : `: ${key}`} (it ${why})\n`);
    }
    for (const { message } of state.refused) print(`  refused  ${message}\n`);
    if (given.list || state.state === "trusted") return 0;
    if (!given.yes && !(await confirm(`Trust ${state.path}?`))) {
      process.stderr.write(`It was not trusted. Without a question: ampd trust --yes ${state.path}\n`);
      return 1;
    }
    await trustWorkspace(service, state);
    print(`${state.path} is trusted.\n`);
    return 0;
  };
}
