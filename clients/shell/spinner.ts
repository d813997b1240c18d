/** A sign on a terminal's line that work goes on. */

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const INTERVAL_MS = 100;
const CLEAR_LINE = "\r\u001b[K";

export class Spinner {
  readonly #write: (text: string) => void;
  readonly #isOn: boolean;
  #timer: NodeJS.Timeout | undefined;
  #label = "";
  #frame = 0;

  constructor(write: (text: string) => void, isOn: boolean) {
    this.#write = write;
    this.#isOn = isOn;
  }

  show(label: string): void {
    if (!this.#isOn) return;
    this.#label = label;
    this.#timer ??= setInterval(() => this.#draw(), INTERVAL_MS).unref();
  }

  hide(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#write(CLEAR_LINE);
  }

  #draw(): void {
    this.#frame = (this.#frame + 1) % FRAMES.length;
    this.#write(`${CLEAR_LINE}${FRAMES[this.#frame]} ${this.#label}`);
  }
}
