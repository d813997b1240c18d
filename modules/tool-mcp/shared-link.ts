/**
 * One connection for all sessions of this process that want the same server: the same config in the same directory. It ends with the last
 * of them. The server can ask nothing here, as nobody could tell which session is meant.
 */
import { createHash } from "node:crypto";
import { withTimeLimit } from "../lib/time-limit/index.ts";
import { type ClientWiring, makeClient } from "./client.ts";
import { type ConnectOptions, connect, type Link } from "./connect.ts";
import { untilAborted } from "./until-aborted.ts";

/** What one session does with what the server says to all. */
export interface Holder {
  readonly wiring: ClientWiring;
  readonly onNoise: ConnectOptions["onNoise"];
}

const links = new Map<string, SharedLink>();

/** @throws ConnectFailure; what `options.signal` aborts with */
export function connectShared(options: ConnectOptions, holder: Holder): Promise<Link> {
  const { name, config, cwd } = options;
  const key = createHash("sha256")
    .update(JSON.stringify([name, config, cwd]))
    .digest("hex");
  const link =
    links.get(key) ?? new SharedLink(options, holder, (own) => void (links.get(key) === own && links.delete(key)));
  links.set(key, link);
  return link.join(holder, options.signal);
}

class SharedLink {
  readonly #holders = new Set<Holder>();
  readonly #over = new AbortController();
  readonly #link: Promise<Link>;
  readonly #forget: () => void;

  /** @param forget called when nobody may join any more */
  constructor(options: ConnectOptions, first: Holder, forget: (own: SharedLink) => void) {
    this.#holders.add(first);
    this.#forget = () => forget(this);
    this.#link = connect({
      ...options,
      signal: withTimeLimit(this.#over.signal, options.config.start_timeout * 1000),
      makeClient: () => makeClient(this.#wiring()),
      onNoise: (chunk) => this.#tell(({ onNoise }) => onNoise(chunk)),
    });
    this.#link.then(({ ended }) => ended).then(this.#forget, this.#forget);
  }

  async join(holder: Holder, signal: AbortSignal): Promise<Link> {
    this.#holders.add(holder);
    try {
      const link = await untilAborted(this.#link, signal);
      let left: Promise<void> | undefined;
      const close = (): Promise<void> => {
        left ??= this.#leave(holder);
        return left;
      };
      return { ...link, close };
    } catch (error) {
      await this.#leave(holder);
      throw error;
    }
  }

  async #leave(holder: Holder): Promise<void> {
    this.#holders.delete(holder);
    if (this.#holders.size > 0) return;
    this.#forget();
    this.#over.abort(new Error("no session uses it any more"));
    await this.#link.then((link) => link.close()).catch(() => {});
  }

  /** The first session's, spread to all that there are at the time. */
  #wiring(): ClientWiring {
    const [first] = this.#holders;
    if (first === undefined) throw new Error("no session uses it any more");
    return {
      ...first.wiring,
      isShared: true,
      sampling: undefined,
      onTools: (tools, client) => this.#tell(({ wiring }) => wiring.onTools(tools, client)),
      onPrompts: (prompts) => this.#tell(({ wiring }) => wiring.onPrompts(prompts)),
      onResourcesChanged: () => this.#tell(({ wiring }) => wiring.onResourcesChanged()),
      onLog: (entry) => this.#tell(({ wiring }) => wiring.onLog(entry)),
      report: (line) => this.#tell(({ wiring }) => wiring.report(line)),
    };
  }

  #tell(one: (holder: Holder) => void): void {
    for (const holder of this.#holders) one(holder);
  }
}
