/**
 * As context-simple, with files that every view begins with. It keeps no copy of the history: the application journals each
 * message and hands the history back when a session is resumed.
 */
import * as z from "zod";
import { type Coordinator, defineModule } from "../../kernel/index.ts";
import { CompactingContext, compactionConfigShape, mountContext } from "../lib/compaction/index.ts";
import { type Memory, readMemoryFiles } from "./memory-files.ts";

const ID = "context-persistent";
const MAX_MEMORY_FILES = 32;

const configSchema = z.strictObject({
  ...compactionConfigShape,
  protected_recent: compactionConfigShape.protected_recent
    .unwrap()
    .default(0.1)
    .describe("The share of the newest messages that is left alone."),
  truncate_boundary: z
    .number()
    .gt(0)
    .max(1)
    .default(0.5)
    .describe("The part of the tool results, from the oldest on, that is shortened before anything is removed."),
  memory_files: z
    .array(z.string().min(1))
    .max(MAX_MEMORY_FILES)
    .default([])
    .describe("Files that stand before every view; relative to the working directory, or from `~/`."),
  max_memory_bytes: z
    .int()
    .positive()
    .max(4_194_304)
    .default(65_536)
    .describe("The most bytes that they may have in all."),
});

const memories = new WeakMap<Coordinator, Memory>();

export const module = defineModule({
  name: ID,
  kind: "context",
  description: "Keeps the history as context-simple does, and begins every view with memory files.",
  configSchema,
  async mount(coordinator, { memory_files, max_memory_bytes, ...settings }) {
    const workingDir = coordinator.getCapability<string>("session.working_dir");
    const memory = await readMemoryFiles(memory_files, { workingDir, maxBytes: max_memory_bytes });
    memories.set(coordinator, memory);
    const pinned = memory.files.map((file) => file.message);
    return mountContext(coordinator, new CompactingContext({ coordinator, settings, pinned }), ID);
  },
  /** Only now do all hooks hear of it. */
  async onSessionReady(coordinator) {
    const { files = [], missing = [] } = memories.get(coordinator) ?? {};
    for (const { path, bytes } of files) await coordinator.hooks.emit("context:include", { path, bytes });
    for (const { name, path } of missing) {
      const message = `The memory file ${name} is not there (${path}); the session goes on without it.`;
      await coordinator.hooks.emit("user:notification", { message, level: "warning", source: ID });
    }
  },
});
