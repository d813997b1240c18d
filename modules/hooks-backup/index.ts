/** Backs up the conversation: when the session ends, before its view is compacted, after so many turns. */
import { join } from "node:path";
import { type Coordinator, defineModule, messageOf } from "../../kernel/index.ts";
import { absolutePath, sessionBase } from "../lib/paths/index.ts";
import { backupName, removeOldBackups, writeBackup } from "./backup.ts";
import { type Config, configSchema } from "./config.ts";

const NAME = "hooks-backup";
const CREATED = "backup:created";
const FAILED = "backup:failed";
type Reason = "end" | "compact" | "turn";

export const module = defineModule<Config>({
  name: NAME,
  kind: "hook",
  description: "Writes the conversation, and what makes the session again, into a folder of its own.",
  configSchema,
  async mount(coordinator, config) {
    const folder = folderFor(coordinator, config);
    if (folder === undefined) return undefined;
    const keeper = new BackupKeeper(coordinator, config, folder);
    const options = { name: NAME };
    const { hooks } = coordinator;
    const undos = [coordinator.registerContributor("observability.events", NAME, () => [CREATED, FAILED])];
    const on = (event: string, reason: Reason, isDue: (turn: number) => boolean): void => {
      const run = async (_: string, data: Record<string, unknown>): Promise<undefined> => {
        if (isDue(Number(data.turn))) await keeper.backUp(reason);
        return undefined;
      };
      undos.push(hooks.register(event, run, options));
    };
    const { on_session_end, on_compact, every_turns } = config;
    if (on_session_end) on("session:end", "end", () => true);
    if (on_compact) on("context:pre_compact", "compact", () => true);
    if (every_turns > 0) on("prompt:complete", "turn", (turn) => turn % every_turns === 0);
    return () => {
      for (const undo of undos) undo();
    };
  },
});

class BackupKeeper {
  readonly #coordinator: Coordinator;
  readonly #config: Config;
  readonly #folder: string;
  /** One backup at a time. */
  #last: Promise<void> = Promise.resolve();

  constructor(coordinator: Coordinator, config: Config, folder: string) {
    this.#coordinator = coordinator;
    this.#config = config;
    this.#folder = folder;
  }

  /** Never rejects: a backup that fails is told, and the session goes on. */
  backUp(reason: Reason): Promise<void> {
    this.#last = this.#last.then(() => this.#backUp(reason));
    return this.#last;
  }

  async #backUp(reason: Reason): Promise<void> {
    const { hooks, host, sessionId } = this.#coordinator;
    const name = backupName(host.clock.now(), reason);
    const path = join(this.#folder, name);
    try {
      const messages = (await this.#coordinator.get("context")?.getMessages()) ?? [];
      if (messages.length === 0) return;
      const { format, include_metadata, max_backups } = this.#config;
      const created = new Date(host.clock.now()).toISOString();
      const { cwd } = sessionBase(this.#coordinator);
      const metadata = { session_id: sessionId, cwd, reason, created, messages: messages.length };
      const bytes = await writeBackup(this.#folder, name, {
        messages,
        format,
        stateDir: this.#coordinator.getCapability<string>("session.state_dir"),
        ...(include_metadata && { metadata }),
      });
      await hooks.emit(CREATED, { path, reason, messages: messages.length, bytes });
      await removeOldBackups(this.#folder, max_backups);
    } catch (error) {
      const message = `The backup ${path} could not be written: ${messageOf(error)}`;
      await hooks.emit(FAILED, { path, reason, error: { message } });
      await this.#coordinator.emit("user:notification", { message, level: "warning", source: NAME });
    }
  }
}

/** Each session has a folder of its own. Nothing where a session is not to be kept, and nobody named a place. */
function folderFor(coordinator: Coordinator, { backup_dir }: Config): string | undefined {
  const stateDir = coordinator.getCapability<string>("session.state_dir");
  if (backup_dir === undefined) return stateDir === undefined ? undefined : join(stateDir, "backups");
  return join(absolutePath(backup_dir, sessionBase(coordinator)), coordinator.sessionId);
}
