/** Which resources of one server are watched, over all its lives and in both eras. What a change means, it does not know. */
import type { Client } from "@modelcontextprotocol/client";

interface RequestOptions {
  readonly signal: AbortSignal;
  readonly timeout: number;
}

type Listening = Awaited<ReturnType<Client["listen"]>>;

export const MAX_WATCHED = 100;

export class ResourceSubscriptions {
  readonly #uris = new Set<string>();
  /** In the newer era one request stands for all of them. */
  #listening: Listening | undefined;

  get uris(): readonly string[] {
    return [...this.#uris];
  }

  /** @throws what the server or the SDK does; the resource is then not watched */
  async add(uri: string, client: Client, options: RequestOptions): Promise<void> {
    if (this.#uris.has(uri)) return;
    if (this.#uris.size >= MAX_WATCHED) throw new Error(`${MAX_WATCHED} resources are watched, which is the limit`);
    this.#uris.add(uri);
    try {
      if (isModern(client)) await this.#listen(client, options);
      else await client.subscribeResource({ uri }, options);
    } catch (error) {
      this.#uris.delete(uri);
      throw error;
    }
  }

  async remove(uri: string, client: Client, options: RequestOptions): Promise<void> {
    if (!this.#uris.delete(uri)) return;
    if (isModern(client)) await this.#listen(client, options);
    else await client.unsubscribeResource({ uri }, options);
  }

  /** The server is there again, and knows nothing of what was. */
  async renew(client: Client, options: RequestOptions): Promise<void> {
    this.#listening = undefined;
    if (isModern(client)) return this.#listen(client, options);
    for (const uri of this.#uris) await client.subscribeResource({ uri }, options);
  }

  async #listen(client: Client, options: RequestOptions): Promise<void> {
    const before = this.#listening;
    this.#listening = undefined;
    if (this.#uris.size > 0) this.#listening = await client.listen({ resourceSubscriptions: [...this.#uris] }, options);
    // The new one is there before the old one goes: no change is missed in between.
    await before?.close();
  }
}

function isModern(client: Client): boolean {
  return client.getProtocolEra() === "modern";
}
