/** The history in memory, compacted for the model without being changed. The application's journal makes it durable. */
import { z } from "zod";
import { defineModule } from "../../kernel/index.ts";
import { CompactingContext, compactionConfigShape } from "../lib/compaction/index.ts";

export const module = defineModule({
  name: "context-simple",
  kind: "context",
  description: "Keeps the history in memory and compacts what the model sees of it.",
  configSchema: z.strictObject(compactionConfigShape),
  async mount(coordinator, settings) {
    return coordinator.mount("context", new CompactingContext({ coordinator, settings }));
  },
});
