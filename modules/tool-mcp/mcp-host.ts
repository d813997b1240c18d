/** The servers of one session: starts all of them at once, offers what they have, and tells of those that are not there. */
import { setTimeout as delay } from "node:timers/promises";
import type { Coordinator } from "../../kernel/index.ts";
import type { Config } from "./config.ts";
import { HostedServer } from "./hosted-server.ts";
import { ServerInstructions } from "./instructions.ts";
import { KeptTools } from "./kept-tools.ts";
import { OfferedTools } from "./offered-tools.ts";
import { ResultKeeper } from "./result-keeper.ts";

export class McpHost {
  readonly #config: Config;
  readonly #servers: readonly HostedServer[];
  #isClosed = false;
  readonly offered: OfferedTools;
  readonly instructions: ServerInstructions;

  constructor(coordinator: Coordinator, config: Config) {
    this.#config = config;
    this.offered = new OfferedTools(coordinator);
    this.instructions = new ServerInstructions(coordinator);
    const { offered, instructions } = this;
    const keeper = new ResultKeeper(coordinator, config.max_content_size);
    const kept = new KeptTools(coordinator.getCapability<string>("user.cache_dir"));
    const session = { coordinator, offered, instructions, keeper, kept };
    const wanted = Object.entries(config.servers).filter(([, server]) => !server.disabled);
    this.#servers = wanted.map(([name, server]) => new HostedServer(name, server, session));
  }

  /** Resolves when all have started or failed, or when the config's patience is at an end; the others go on by themselves. */
  async start(): Promise<void> {
    const kept = await Promise.all(this.#servers.map((server) => server.keptTools()));
    if (this.#isClosed) return;
    const patience = new AbortController();
    const limit = delay(this.#config.start_wait * 1000, undefined, { signal: patience.signal }).catch(() => {});
    const all = Promise.all(this.#servers.map((server, index) => server.begin(kept[index])));
    await Promise.race([all, limit]);
    patience.abort();
  }

  /** What whoever made the session should hear. */
  get warnings(): { readonly kind: string; readonly message: string }[] {
    return this.#servers.flatMap(({ warning }) => warning ?? []);
  }

  /** For the channel `session.prompts`. */
  get prompts() {
    return this.#servers.flatMap(({ prompts }) => prompts.offered);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#servers.map((server) => server.close()));
    this.offered.close();
  }
}
