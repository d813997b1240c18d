/**
 * The transport to a server that is a child process: a message a line, in a process group that does not outlive ampd. What the server
 * prints on stdout and is no message is set aside; a line without end closes the connection. Restarts nothing.
 */
import { finished } from "node:stream/promises";
import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";
import { messageOf } from "../../kernel/index.ts";
import { type Command, type Exit, type ProcessGroup, startGroup } from "../lib/child-process/index.ts";
import { LineSplitter } from "./line-splitter.ts";

export interface StdioOptions {
  readonly command: Omit<Command, "hasInput">;
  readonly parse: (line: string) => JSONRPCMessage;
  /** What the server writes to stderr, and lines on stdout that are no messages. */
  readonly onNoise: (chunk: Buffer) => void;
}

export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const MAX_UNSENT_BYTES = 16 * 1024 * 1024;
/** How long a server may take to end by itself once its input is closed. */
const LEAVE_MS = 1000;
/** How long what it said may take to arrive once it is gone, as one that it has started may still hold the pipe. */
const DRAIN_MS = 500;

export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  /** With `pid` it tells the SDK that this is a pipe, where silence means a server of the older era. */
  readonly stderr = null;
  readonly #options: StdioOptions;
  #group: ProcessGroup | undefined;
  #ending: Promise<void> | undefined;
  #exit: Exit | undefined;
  #fault: string | undefined;

  constructor(options: StdioOptions) {
    this.#options = options;
  }

  get pid(): number | null {
    return this.#group?.pid ?? null;
  }

  /** Why there is no connection any more, in words; nothing while there is one, and after `close`. */
  get ending(): string | undefined {
    if (this.#fault !== undefined) return this.#fault;
    if (this.#exit === undefined) return undefined;
    const { signal, code } = this.#exit;
    return signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`;
  }

  /** @throws an Error with a code such as `ENOENT` when the program cannot be started */
  async start(): Promise<void> {
    const group = await startGroup({ ...this.#options.command, hasInput: true });
    this.#group = group;
    const lines = new LineSplitter({
      maxBytes: MAX_MESSAGE_BYTES,
      onLine: (line) => this.#take(line),
      onTooLong: () => this.#fail(`it sent more than ${MAX_MESSAGE_BYTES} bytes in one message`),
    });
    group.stdout.on("data", (chunk: Buffer) => lines.push(chunk));
    group.stderr.on("data", this.#options.onNoise);
    for (const stream of [group.stdout, group.stderr]) stream.on("error", (error) => this.onerror?.(error));
    void group.exited.then((exit) => {
      this.#exit ??= exit;
      return this.close();
    });
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const input = this.#group?.stdin;
    if (input == null || !input.writable) throw new Error("the server is not there any more");
    if (input.writableLength > MAX_UNSENT_BYTES) {
      this.#fail("it does not read what it is sent");
      throw new Error(this.#fault);
    }
    input.write(`${JSON.stringify(message)}\n`);
  }

  async close(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    const group = this.#group;
    group?.stdin?.end();
    if (group !== undefined && (this.#fault !== undefined || !(await group.isGoneWithin(LEAVE_MS)))) await group.end();
    // What it said last may still be in the pipe.
    if (group !== undefined && this.#fault === undefined) {
      const options = { writable: false, signal: AbortSignal.timeout(DRAIN_MS) };
      // A timer comes before what has arrived meanwhile: one more turn of the event loop, and it has been read.
      await finished(group.stderr, options).catch(() => new Promise((resolve) => setImmediate(resolve)));
    }
    group?.stdout.destroy();
    group?.stderr.destroy();
    this.onclose?.();
  }

  #fail(fault: string): void {
    this.#fault ??= fault;
    void this.close();
  }

  #take(line: Buffer): void {
    if (this.#fault !== undefined) return;
    let message: JSONRPCMessage;
    try {
      message = this.#options.parse(line.toString());
    } catch (error) {
      this.#options.onNoise(Buffer.concat([line, Buffer.from("\n")]));
      this.onerror?.(new Error(`a line on stdout is no message: ${messageOf(error)}`));
      return;
    }
    this.onmessage?.(message);
  }
}
