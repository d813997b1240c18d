/** Mounts a compacting context, and tells tools that read files where whole tool results are kept. */
import { join } from "node:path";
import type { Context, Coordinator, Undo } from "../../../kernel/index.ts";
import { RESULTS_DIRECTORY } from "./tool-result-cap.ts";

/** Folders that may be read whatever a tool's own config says. */
const READABLE_CHANNEL = "filesystem.readable";

export function mountContext(coordinator: Coordinator, context: Context, name: string): Undo {
  const stateDir = coordinator.getCapability<string>("session.state_dir");
  const folder = stateDir === undefined ? null : join(stateDir, RESULTS_DIRECTORY);
  const undos = [
    coordinator.mount("context", context),
    coordinator.registerContributor(READABLE_CHANNEL, name, () => folder),
  ];
  return () => {
    for (const undo of undos) undo();
  };
}
