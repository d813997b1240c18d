/** Reads the file that `--mount-plan` names. Whether the plan is a good one is for ampd to say. */
import { readFile } from "node:fs/promises";
import { ShellError } from "./shell-error.ts";

/** @throws ShellError */
export async function readMountPlan(path: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new ShellError(`--mount-plan ${path}: it cannot be read: ${messageOf(error)}.`);
  }
  let plan: unknown;
  try {
    plan = JSON.parse(text);
  } catch (error) {
    throw new ShellError(`--mount-plan ${path}: it is not JSON: ${messageOf(error)}.`);
  }
  if (typeof plan === "object" && plan !== null && !Array.isArray(plan)) return plan as Record<string, unknown>;
  throw new ShellError(`--mount-plan ${path}: a mount plan is a JSON object; its key \`session\` must be there.`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
