/** Turns the bytes of both pipes into text as they come; a character that arrives in two pieces is never split. */
import { StringDecoder } from "node:string_decoder";
import type { ToolContext } from "../../kernel/index.ts";

export class OutputText {
  readonly #decoders = { stdout: new StringDecoder("utf8"), stderr: new StringDecoder("utf8") };
  readonly #onOutput: ToolContext["onOutput"];

  constructor(onOutput: ToolContext["onOutput"]) {
    this.#onOutput = onOutput;
  }

  async push(stream: "stdout" | "stderr", chunk: Buffer): Promise<void> {
    const text = this.#decoders[stream].write(chunk);
    if (text !== "") await this.#onOutput(stream, text);
  }
}
