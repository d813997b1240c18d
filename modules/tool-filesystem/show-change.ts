/** What a person sees of a change before it is made. */
import type { ApprovalDetail } from "../../kernel/index.ts";
import { unifiedDiff } from "../lib/line-diff/index.ts";
import type { FileVersion } from "./text-file.ts";

export function showChange(path: string, before: FileVersion | undefined, after: Buffer): ApprovalDetail {
  const labels = { before: before === undefined ? "/dev/null" : path, after: path };
  const diff = unifiedDiff(before?.content.toString() ?? "", after.toString(), labels);
  return { path, diff, ...(before !== undefined && { baseHash: before.hash }) };
}
