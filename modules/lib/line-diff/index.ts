/** A unified diff of two texts. */
export { unifiedDiff } from "./unified-diff.ts";
