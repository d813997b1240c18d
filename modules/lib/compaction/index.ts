/** What the compacting contexts share: the history, the view, the budget and the cap on tool results. */
export { CompactingContext, type CompactingContextOptions } from "./compacting-context.ts";
export { estimateTokens } from "./estimate.ts";
export { mountContext } from "./mount-context.ts";
export { type CompactionSettings, compactionConfigShape } from "./settings.ts";
export { capToolResult } from "./tool-result-cap.ts";
