/** How the parts of this module say no, and how that becomes a tool's failed result. */
import { failure, messageOf, type ToolResult } from "../../kernel/index.ts";

export class Refusal extends Error {
  readonly kind: string;

  /** @param kind a stable word for programs @param message what the model should do differently */
  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Runs what may refuse, or fail on the network: both are failed results. */
export async function answer(run: () => Promise<ToolResult>): Promise<ToolResult> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Refusal) return failure(error.kind, error.message);
    return failure("network", `The request failed: ${messageOf(error)}.`);
  }
}
