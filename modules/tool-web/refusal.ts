/** How what the parts of this module refuse becomes a tool's failed result. */
import { failure, messageOf, type ToolResult } from "../../kernel/index.ts";
import { Refusal } from "../lib/web-exchange/index.ts";

/** Runs what may refuse, or fail on the network: both are failed results. */
export async function answer(run: () => Promise<ToolResult>): Promise<ToolResult> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Refusal) return failure(error.kind, error.message);
    return failure("network", `The request failed: ${messageOf(error)}.`);
  }
}
