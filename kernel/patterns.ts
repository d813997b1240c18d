/** Entries under event patterns, in one order, found by an event's name. */
import type { Undo } from "./contracts/host.ts";

interface Registered {
  readonly pattern: string;
  /** Lower comes first; equal ones keep the order in which they were added. */
  readonly priority: number;
  /** Comes after all that are not. */
  readonly failClosed: boolean;
}

export class PatternList<Entry extends Registered> {
  #entries: readonly Entry[] = [];

  add(entry: Entry): Undo {
    const entries = [...this.#entries, entry];
    this.#entries = entries.sort((a, b) => Number(a.failClosed) - Number(b.failClosed) || a.priority - b.priority);
    return () => {
      this.#entries = this.#entries.filter((other) => other !== entry);
    };
  }

  matching(event: string): readonly Entry[] {
    return this.#entries.filter(({ pattern }) => matchesPattern(pattern, event));
  }
}

/** Whether `*` in the pattern, standing for any run of characters, makes it the name. */
export function matchesPattern(pattern: string, name: string): boolean {
  if (!pattern.includes("*")) return pattern === name;
  const [head = "", ...parts] = pattern.split("*");
  const tail = parts.pop() ?? "";
  if (!name.startsWith(head)) return false;
  let position = head.length;
  for (const part of parts) {
    const found = name.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  return name.length - tail.length >= position && name.endsWith(tail);
}
