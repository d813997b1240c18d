/** The parts of one answer that is made elsewhere: in order, one at a time, acknowledged when they were taken, and never silent for long. */
import type { Clock, StreamPart } from "../../kernel/index.ts";
import { providerAck, providerDelta } from "../../protocol/index.ts";
import { wireError } from "../rpc/errors.ts";
import type { Peer } from "./peer.ts";
import { ContractBroken } from "./site.ts";

export interface PartRelayOptions {
  readonly peer: Peer;
  readonly requestId: string;
  readonly onPart: (part: StreamPart) => Promise<void>;
  /** Parts that may wait to be taken; one more breaks the contract. */
  readonly window: number;
  readonly silenceMs: number;
  readonly clock: Clock;
}

export class PartRelay {
  readonly #options: PartRelayOptions;
  readonly #broken = new AbortController();
  readonly #undo: () => void;
  #taken: Promise<void> = Promise.resolve();
  #waiting = 0;
  #nextSequence = 0;
  #isOver = false;
  #text = "";
  #stopTimer: () => void = () => {};

  constructor(options: PartRelayOptions) {
    this.#options = options;
    this.#undo = options.peer.listen(providerDelta.method, (params) => this.#hear(params));
    this.#watchSilence();
  }

  /** Aborts when the answer is not worth waiting for: silence, or a part that breaks the contract. The reason is the error. */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  /** What the text blocks have grown by so far. */
  get text(): string {
    return this.#text;
  }

  /** The answer is here: silence means nothing any more. */
  listenNoMore(): void {
    this.#undo();
    this.#stopTimer();
  }

  /** Resolves when every part that came was taken. */
  settled(): Promise<void> {
    return this.#taken;
  }

  end(): void {
    this.#isOver = true;
    this.listenNoMore();
  }

  #hear(params: unknown): void {
    if ((params as { requestId?: unknown } | null)?.requestId !== this.#options.requestId || this.#isOver) return;
    const { data, error } = providerDelta.params().safeParse(params);
    const [issue] = error?.issues ?? [];
    const problem = data === undefined ? `${issue?.path.join(".")}: ${issue?.message}` : this.#problemOf(data.sequence);
    if (problem !== undefined) this.#break(new ContractBroken(`A part of the answer is wrong: ${problem}`));
    else this.#handOn(data?.part as StreamPart);
  }

  #problemOf(sequence: number): string | undefined {
    const { window } = this.#options;
    if (sequence !== this.#nextSequence) return `its sequence is ${sequence}, and ${this.#nextSequence} was due`;
    return this.#waiting < window ? undefined : `more than ${window} came without waiting for provider/ack`;
  }

  #handOn(part: StreamPart): void {
    const { peer, requestId } = this.#options;
    const sequence = this.#nextSequence++;
    this.#waiting += 1;
    this.#stopTimer();
    this.#taken = this.#taken.then(async () => {
      await this.#take(part);
      this.#waiting -= 1;
      if (this.#isOver) return;
      peer.notify(providerAck.method, { requestId, sequence });
      if (this.#waiting === 0) this.#watchSilence();
    });
  }

  async #take(part: StreamPart): Promise<void> {
    if (this.#isOver || this.#broken.signal.aborted) return;
    if (part.type === "delta" && part.block_type === "text") this.#text += part.text;
    try {
      // An empty delta is nothing, and the kernel is never sent one.
      if (part.type !== "delta" || part.text !== "") await this.#options.onPart(part);
    } catch (error) {
      this.#broken.abort(error);
    }
  }

  #watchSilence(): void {
    const { clock, silenceMs } = this.#options;
    this.#stopTimer();
    if (this.#isOver) return;
    const silent = wireError("timeout", `Nothing came for ${silenceMs} ms.`);
    this.#stopTimer = clock.after(silenceMs, () => this.#break(silent));
  }

  #break(error: Error): void {
    this.#stopTimer();
    this.#broken.abort(error);
  }
}
