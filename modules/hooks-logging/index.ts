/** The event log: every event of the session as one line of JSON, on disk before anyone else hears of the event. */
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { type Coordinator, defineModule, messageOf } from "../../kernel/index.ts";
import { LogFile } from "../lib/log-file/index.ts";
import { sessionRedactor } from "../lib/redaction/index.ts";
import { type Config, configSchema } from "./config.ts";
import { EventLog } from "./event-log.ts";
import { recordOf } from "./record.ts";
import { selects } from "./selection.ts";

const NAME = "hooks-logging";

export const module = defineModule<Config>({
  name: NAME,
  kind: "hook",
  description: "Writes the session's events to events.jsonl: redacted, rotated, one record a line.",
  configSchema,
  async mount(coordinator, config) {
    const path = pathFor(coordinator, config);
    if (path === undefined) return undefined;
    const file = new LogFile({
      path,
      maxBytes: config.max_file_bytes,
      maxFiles: config.max_files,
      onRotationFailure: (error) => coordinator.host.report(`${NAME}: ${path} was not rotated: ${messageOf(error)}`),
    });
    const log = new EventLog({ file, coordinator, source: NAME });
    const redactor = sessionRedactor(coordinator);
    const isWanted = selects(config);
    const withdraw = coordinator.registerContributor("observability.events", NAME, () => ["logging:records_dropped"]);
    const undo = coordinator.hooks.observe(
      "*",
      (observation) => {
        if (observation.ephemeral || !isWanted(observation.event)) return;
        const redact = <Value>(value: Value): Value => redactor.redact(value, observation.event);
        log.write(recordOf(observation, { redact, stripsRaw: config.strip_raw, sessionId: coordinator.sessionId }));
      },
      { name: NAME, priority: config.priority },
    );
    return () => {
      undo();
      withdraw();
      log.close();
    };
  },
});

/** A session without a directory of its own, and without a path in its config, keeps no log. */
function pathFor(coordinator: Coordinator, { path }: Config): string | undefined {
  const stateDir = coordinator.getCapability<string>("session.state_dir");
  if (path === undefined) return stateDir === undefined ? undefined : join(stateDir, "events.jsonl");
  if (path.startsWith("~/")) return join(homedir(), path.slice(2));
  const base = stateDir ?? coordinator.getCapability<string>("session.working_dir") ?? process.cwd();
  return isAbsolute(path) ? path : resolve(base, path);
}
