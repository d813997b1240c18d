/** Input that joins a running turn: the contract of the queue that a loop may bring, and how input gets into the history. */
import { type ContentBlock, messageOf, type TurnInput } from "../../../kernel/index.ts";

export interface Steering {
  /** A turn begins: input is accepted from now on. */
  open(): void;
  readonly hasPending: boolean;
  /** What came since the last time, oldest first. */
  take(): readonly (readonly ContentBlock[])[];
  /** The turn takes no more input. Answers what was accepted and never taken. */
  close(): readonly (readonly ContentBlock[])[];
}

export async function joinSteering(input: TurnInput, prompts: readonly (readonly ContentBlock[])[]): Promise<void> {
  for (const prompt of prompts) {
    await input.context.addMessage({ role: "user", content: prompt, metadata: { source: "steering" } });
    await input.coordinator.hooks.emit("orchestrator:steering_injected", { prompt });
  }
}

/**
 * Input that was accepted and came too late for this turn stays in the history for the next one; a cancelled turn drops it.
 * Never rejects: the turn has its own end to tell of.
 */
export async function closeSteering(input: TurnInput, steering: Steering | undefined): Promise<void> {
  const late = steering?.close() ?? [];
  if (input.coordinator.cancellation.isRequested) return;
  try {
    await joinSteering(input, late);
  } catch (error) {
    input.coordinator.host.report(`steering input that came late was lost: ${messageOf(error)}`);
  }
}
