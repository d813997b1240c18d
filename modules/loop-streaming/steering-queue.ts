/** Holds input for a running turn until the loop takes it. Outside a turn it takes nothing. */
import type { ContentBlock } from "../../kernel/index.ts";
import type { Steering } from "../lib/turn/index.ts";

export const MAX_PENDING = 100;

type Prompt = readonly ContentBlock[];

export class SteeringQueue implements Steering {
  #isOpen = false;
  #pending: Prompt[] = [];

  /** Answers false when no turn runs that could take it, when too much waits already, or when there is nothing in it. */
  steer(prompt: Prompt): boolean {
    if (!this.#isOpen || this.#pending.length >= MAX_PENDING || prompt.length === 0) return false;
    this.#pending.push(prompt);
    return true;
  }

  open(): void {
    this.#isOpen = true;
    this.#pending = [];
  }

  get hasPending(): boolean {
    return this.#pending.length > 0;
  }

  take(): readonly Prompt[] {
    const taken = this.#pending;
    this.#pending = [];
    return taken;
  }

  close(): readonly Prompt[] {
    this.#isOpen = false;
    return this.take();
  }
}
