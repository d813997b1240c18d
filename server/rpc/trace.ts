/** What `$/setTrace` asks for: a `$/logTrace` for each message that comes or goes. Left out while the client is too slow for it. */
import { isObject } from "./message-shape.ts";

/** The JSON of params or results in a verbose line is cut here. */
const MAX_VERBOSE_CHARACTERS = 4096;
const MAX_LINE_CHARACTERS = 300;

export interface TraceOptions {
  readonly send: (message: object) => void;
  readonly isClientSlow: () => boolean;
}

export class Trace {
  readonly #options: TraceOptions;
  #level: "off" | "messages" | "verbose" = "off";

  constructor(options: TraceOptions) {
    this.#options = options;
  }

  /** Anything but the three words is ignored. */
  set(params: unknown): void {
    const value = isObject(params) ? params.value : undefined;
    if (value === "off" || value === "messages" || value === "verbose") this.#level = value;
  }

  get isOn(): boolean {
    return this.#level !== "off";
  }

  /** @param line such as `Received request 'session/create' - (1).` */
  log(line: string, payload: unknown): void {
    if (!this.isOn || this.#options.isClientSlow()) return;
    const verbose = this.#level === "verbose" ? { verbose: excerpt(payload) } : {};
    this.#options.send({
      jsonrpc: "2.0",
      method: "$/logTrace",
      params: { message: line.slice(0, MAX_LINE_CHARACTERS), ...verbose },
    });
  }
}

function excerpt(payload: unknown): string {
  const json = JSON.stringify(payload) ?? "";
  return json.length <= MAX_VERBOSE_CHARACTERS ? json : `${json.slice(0, MAX_VERBOSE_CHARACTERS)}…`;
}
