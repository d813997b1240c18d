/** A client that writes any bytes and keeps whatever comes back. It answers nothing by itself. */
import type { Readable, Writable } from "node:stream";
import { FrameReader, frame, type Json, notification, request, type WireFraming } from "./frames.ts";

export interface RawClientOptions {
  /** Towards the server. */
  readonly toServer: Writable;
  readonly fromServer: Readable;
  readonly framing: WireFraming;
}

interface Watcher {
  readonly matches: (message: Json) => boolean;
  readonly resolve: (message: Json) => void;
  readonly reject: (error: Error) => void;
}

export class RawClient {
  /** Every message from the server, batches as arrays. */
  readonly received: (Json | Json[])[] = [];
  /** Hears each request of the server's as it comes. */
  onRequest: ((request: Json) => void) | undefined;
  readonly #toServer: Writable;
  readonly #fromServer: Readable;
  readonly #framing: WireFraming;
  readonly #reader: FrameReader;
  #watchers: Watcher[] = [];

  constructor({ toServer, fromServer, framing }: RawClientOptions) {
    this.#toServer = toServer;
    this.#fromServer = fromServer;
    this.#framing = framing;
    this.#reader = new FrameReader(framing);
    toServer.on("error", () => {});
    fromServer.on("data", (chunk: Buffer) => this.#take(chunk));
    fromServer.on("close", () => this.#fail(new Error("the server's output has ended")));
  }

  /** Bytes as they are, without a frame. */
  write(bytes: string | Buffer): void {
    this.#toServer.write(bytes);
  }

  /** A text in a frame. */
  writeText(text: string): void {
    this.write(frame(text, this.#framing));
  }

  send(...messages: readonly unknown[]): void {
    this.write(Buffer.concat(messages.map((message) => frame(JSON.stringify(message), this.#framing))));
  }

  notify(method: string, params?: unknown): void {
    this.send(notification(method, params));
  }

  async request(id: unknown, method: string, params?: unknown): Promise<Json> {
    this.send(request(id, method, params));
    return this.response(id);
  }

  initialize(): Promise<Json> {
    return this.request("init", "initialize", {});
  }

  /** The response to `id`, also one that has come already. */
  response(id: unknown): Promise<Json> {
    return this.message((message) => message.id === id && !("method" in message));
  }

  /** The first message that matches, also one that has come already. */
  message(matches: (message: Json) => boolean): Promise<Json> {
    const known = this.received.find((message): message is Json => !Array.isArray(message) && matches(message));
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve, reject) => this.#watchers.push({ matches, resolve, reject }));
  }

  /** The batch that comes as the `count`th one. */
  async batch(count = 1): Promise<Json[]> {
    await this.until(() => this.#batches.length >= count);
    return this.#batches[count - 1] ?? [];
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => void this.#fromServer.once("data", () => resolve()));
  }

  responses(id: unknown): Json[] {
    return this.received.flat().filter((message) => message.id === id && !("method" in message));
  }

  notifications(method: string): Json[] {
    return this.received.flat().filter((message) => message.method === method && !("id" in message));
  }

  end(): void {
    this.#toServer.end();
  }

  /** Stops reading, so that what the server writes piles up. */
  pause(): void {
    this.#fromServer.pause();
  }

  resume(): void {
    this.#fromServer.resume();
  }

  get #batches(): Json[][] {
    return this.received.filter((message): message is Json[] => Array.isArray(message));
  }

  #take(chunk: Buffer): void {
    for (const text of this.#reader.read(chunk)) {
      const message = JSON.parse(text) as Json | Json[];
      this.received.push(message);
      if (!Array.isArray(message)) this.#tell(message);
    }
  }

  #tell(message: Json): void {
    if ("method" in message && "id" in message) this.onRequest?.(message);
    const due = this.#watchers.filter((watcher) => watcher.matches(message));
    this.#watchers = this.#watchers.filter((watcher) => !due.includes(watcher));
    for (const watcher of due) watcher.resolve(message);
  }

  #fail(error: Error): void {
    for (const watcher of this.#watchers) watcher.reject(error);
    this.#watchers = [];
  }
}
