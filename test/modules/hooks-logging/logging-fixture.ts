/** A coordinator with the event log on a directory of its own. Test support only. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../../kernel/index.ts";
import { module } from "../../../modules/hooks-logging/index.ts";
import { type CoordinatorFixture, coordinatorFixture, ManualClock, testHost } from "../../support/kernel.ts";

export interface LoggingFixture extends CoordinatorFixture {
  readonly clock: ManualClock;
  readonly root: string;
  readonly path: string;
  mount(config?: JsonObject): Promise<() => Promise<void>>;
  /** The records of the current file, or of another one in the directory. */
  records(name?: string): JsonObject[];
  /** The payload in the first record. */
  payload(): JsonObject;
  files(): string[];
  close(): void;
}

export function loggingFixture(options: { readonly isEphemeral?: boolean } = {}): LoggingFixture {
  const root = mkdtempSync(join(tmpdir(), "ampd-logging-"));
  const clock = new ManualClock();
  const kernel = coordinatorFixture({ host: testHost(clock) });
  if (options.isEphemeral !== true) kernel.coordinator.registerCapability("session.state_dir", root);
  const records = (name = "events.jsonl"): JsonObject[] => {
    const file = join(root, name);
    const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
  };
  return {
    ...kernel,
    clock,
    root,
    path: join(root, "events.jsonl"),
    async mount(config = {}) {
      const unmount = await module.mount(kernel.coordinator, module.configSchema.parse(config));
      return async () => unmount?.();
    },
    records,
    payload: () => (records()[0]?.data ?? {}) as JsonObject,
    files: () => readdirSync(root).sort(),
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}
