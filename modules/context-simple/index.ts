/** The history in memory, compacted for the model without being changed. The application's journal makes it durable. */
import * as z from "zod";
import { defineModule } from "../../kernel/index.ts";
import { CompactingContext, compactionConfigShape, mountContext } from "../lib/compaction/index.ts";

const ID = "context-simple";

export const module = defineModule({
  name: ID,
  kind: "context",
  description: "Keeps the history in memory and compacts what the model sees of it.",
  configSchema: z.strictObject(compactionConfigShape),
  async mount(coordinator, settings) {
    return mountContext(coordinator, new CompactingContext({ coordinator, settings }), ID);
  },
});
