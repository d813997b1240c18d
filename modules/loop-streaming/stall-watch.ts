/** Notices that a goal does not come nearer: nothing is done any more, or the same is missing round after round. */
export interface StallLimits {
  /** Rounds in a row without work. */
  readonly idle: number;
  /** Rounds in a row for much the same reason. */
  readonly same: number;
  /** The part of the words that such reasons share. */
  readonly minOverlap: number;
}

export class StallWatch {
  readonly #limits: StallLimits;
  #idle = 0;
  #same = 1;
  #last: ReadonlySet<string> | undefined;

  constructor(limits: StallLimits) {
    this.#limits = limits;
  }

  /** Takes note of a round. */
  isStalled(reason: string, hasWorked: boolean): boolean {
    this.#idle = hasWorked ? 0 : this.#idle + 1;
    const words = new Set(reason.toLowerCase().match(/[\p{L}\p{N}]+/gu));
    const isSame = this.#last !== undefined && overlap(this.#last, words) >= this.#limits.minOverlap;
    this.#same = isSame ? this.#same + 1 : 1;
    this.#last = words;
    return this.#idle >= this.#limits.idle || this.#same >= this.#limits.same;
  }
}

/** Of the words of both together, the part that both have. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((word) => b.has(word)).length;
  const all = a.size + b.size - shared;
  return all === 0 ? 1 : shared / all;
}
