/** `ampd sessions prune`: removes now what the user's settings say has been kept long enough, or only says what that is. */
import type { Argv } from "yargs";
import { SettingsService } from "../plan/settings/settings-service.ts";
import { plannedRemovals, pruneSessions } from "../store/prune-sessions.ts";
import type { Choose, Task } from "./command-line-task.ts";
import { openChosenStore, type StoreArguments } from "./store-choice.ts";

export function addSessionsCommand(parser: Argv, choose: Choose): void {
  parser.command("sessions", "Look after stored sessions", (args) =>
    args
      .command(
        "prune",
        "Remove those that the setting retention says have been kept long enough",
        (own) => own.option("dry-run", { type: "boolean", default: false, describe: "Only print their ids" }),
        ({ dryRun, ...given }) => choose(pruneTask(dryRun, given as StoreArguments)),
      )
      .demandCommand(1, "sessions: prune?"),
  );
}

function pruneTask(isDryRun: boolean, chosen: StoreArguments): Task {
  return async ({ environment, print }) => {
    const { retention: rules = {} } = (await new SettingsService(environment).read("/")).values;
    if (rules.max_age_days === undefined && rules.max_sessions === undefined) {
      process.stderr.write("All sessions are kept. To change that: ampd settings set retention.max_age_days 90\n");
      return 0;
    }
    const onRemoved = (sessionId: string): void => print(`${sessionId}\n`);
    let failures = 0;
    const report = (line: string): void => {
      failures += 1;
      process.stderr.write(`${line}\n`);
    };
    const store = await openChosenStore(chosen, environment, report);
    try {
      if (isDryRun) for (const id of (await plannedRemovals({ store, rules })).flat()) onRemoved(id);
      else {
        const signal = new AbortController().signal;
        await pruneSessions({ store, rules, limit: Number.POSITIVE_INFINITY, signal, report, onRemoved });
      }
    } finally {
      await store.close();
    }
    return failures === 0 ? 0 : 1;
  };
}
