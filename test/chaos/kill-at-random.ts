/**
 * Kills a server with -9 at random moments of its work, again and again, on one session, and looks each time whether something that
 * was acknowledged is lost. The vendor's server is strict: it answers 400 to a history with an unpaired or misordered tool call.
 */
import * as assert from "uvu/assert";
import { Random } from "../fuzz/random.ts";
import { type Home, openPlan, RequestFailed, ServerFixture, textOf } from "../support/server-fixture.ts";
import { type Reply, startAnthropicServer, type VendorServer } from "../support/vendors/index.ts";
import type { Json } from "../support/wire/frames.ts";

export interface Chaos {
  readonly seed: number;
  /** How often the server is killed. */
  readonly kills: number;
  readonly home: Home;
  /** More of the server's environment, such as another store. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ChaosReport {
  readonly turns: number;
  readonly requests: number;
  readonly repairs: Readonly<Record<string, number>>;
}

const SESSION = "chaos";
const S = { sessionId: SESSION };
/** A server lives for so many messages at most. */
const MAX_MESSAGES = 60;
const MAX_TURNS_IN_A_LIFE = 6;

export async function killAtRandom(chaos: Chaos): Promise<ChaosReport> {
  const random = new Random(chaos.seed);
  const vendor = await startAnthropicServer(() => replyOf(random));
  const run = new Run(chaos, random, vendor);
  try {
    for (let life = 0; life <= chaos.kills; life += 1) await run.live(life);
    return run.report;
  } finally {
    await vendor.close();
  }
}

/** Some text in pieces, or tool calls: one, or several at once. */
function replyOf(random: Random): Reply {
  if (random.isTrue(0.5)) return { blocks: [{ text: ["Some ", "words ", "of ", `${random.below(1e9)}`] }] };
  const calls = Array.from({ length: 1 + random.below(3) }, () => {
    const command = `echo ${"output ".repeat(random.below(50))}`;
    return { tool: "bash", id: `call_${random.below(1e9)}`, input: { command } };
  });
  return { blocks: [{ text: "Calling." }, ...calls] };
}

interface Turn {
  readonly turnId: string;
  readonly prompt: string;
}

class Run {
  readonly #chaos: Chaos;
  readonly #random: Random;
  readonly #vendor: VendorServer;
  readonly #acknowledged = new Map<string, { readonly turn: Turn; readonly reply: Json }>();
  /** Acknowledged by `session/enqueue`; each must run some day. */
  readonly #enqueued = new Map<string, Turn>();
  readonly #repairs: Record<string, number> = {};
  /** Sent and never answered: a client that is careful sends it again. */
  #unanswered: Turn | undefined;
  #turns = 0;

  constructor(chaos: Chaos, random: Random, vendor: VendorServer) {
    this.#chaos = chaos;
    this.#random = random;
    this.#vendor = vendor;
  }

  get report(): ChaosReport {
    return { turns: this.#acknowledged.size, requests: this.#vendor.requests.length, repairs: this.#repairs };
  }

  /** One server, from its start to its violent end; the last one checks everything and may live. */
  async live(life: number): Promise<void> {
    const { home, env, kills } = this.#chaos;
    const isLast = life === kills;
    const server = await ServerFixture.start({
      home,
      capabilities: {},
      env: { ...env, ANTHROPIC_API_KEY: "sk-ant-test-0000000000000000" },
    });
    try {
      await this.#open(server, life === 0);
      await this.#checkTurns(server, isLast ? this.#acknowledged.size : 3);
      if (isLast) await this.#checkEnd(server);
      else await this.#workUntilKilled(server);
    } finally {
      this.#requireNoRefusal(server);
      await server.crash();
    }
  }

  async #open(server: ServerFixture, isFirst: boolean): Promise<void> {
    if (isFirst) {
      const providers = [{ module: "provider-anthropic", config: { base_url: this.#vendor.url } }];
      await server.createSession({ ...S, mountPlan: openPlan([], { providers }) });
      return;
    }
    const { repairs } = await server.call("session/resume", S);
    for (const { kind } of repairs as { kind: string }[]) this.#repairs[kind] = (this.#repairs[kind] ?? 0) + 1;
    await server.call("session/queue", { ...S, action: "run" });
  }

  /** The newest turns answer what they answered, and nobody asks the vendor for it. */
  async #checkTurns(server: ServerFixture, count: number): Promise<void> {
    for (const { turn, reply } of [...this.#acknowledged.values()].slice(-count)) {
      assert.equal(await server.call("session/execute", { ...S, ...turn }), reply, `turn ${turn.turnId} is lost`);
    }
  }

  async #workUntilKilled(server: ServerFixture): Promise<void> {
    const work = this.#work(server);
    const end = server.client.received.length + this.#random.below(MAX_MESSAGES);
    // The work may be over before; then the server is killed while it is idle.
    await Promise.race([server.client.until(() => server.client.received.length >= end), work]);
    // What waits for the dead server's answers waits for ever.
    work.catch(() => {});
    await server.crash();
  }

  async #work(server: ServerFixture): Promise<void> {
    try {
      for (let count = 0; count < MAX_TURNS_IN_A_LIFE; count += 1) {
        if (this.#random.isTrue(0.2)) await this.#enqueue(server);
        await this.#execute(server, this.#unanswered ?? this.#newTurn());
      }
    } catch (error) {
      if (error instanceof RequestFailed && error.failure.data.kind !== "session-busy") throw error;
    }
  }

  async #execute(server: ServerFixture, turn: Turn): Promise<void> {
    this.#unanswered = turn;
    const reply = await server.call("session/execute", { ...S, ...turn });
    this.#acknowledged.set(turn.turnId, { turn, reply });
    this.#unanswered = undefined;
  }

  async #enqueue(server: ServerFixture): Promise<void> {
    const turn = this.#newTurn();
    await server.call("session/enqueue", { ...S, ...turn });
    this.#enqueued.set(turn.turnId, turn);
  }

  #newTurn(): Turn {
    this.#turns += 1;
    return { turnId: `turn-${this.#turns}`, prompt: `Prompt ${this.#turns} of ${this.#chaos.seed}.` };
  }

  /** Every prompt that was acknowledged is in the history, in order, with its answer; every prompt of the queue has run. */
  async #checkEnd(server: ServerFixture): Promise<void> {
    for (const turn of this.#enqueued.values()) await server.call("session/execute", { ...S, ...turn });
    const history: string[] = [];
    for (let cursor: unknown; ; ) {
      const page = await server.call("session/messages", { ...S, limit: 1000, ...(cursor ? { cursor } : {}) });
      history.push(...(page.messages as never[]).map((message) => textOf(message)));
      cursor = page.nextCursor;
      if (cursor === undefined) break;
    }
    for (const { turn, reply } of this.#acknowledged.values()) {
      // A turn that was interrupted and run again is there twice: the last time counts.
      const place = history.lastIndexOf(turn.prompt);
      assert.ok(place >= 0, `${turn.prompt} is lost`);
      assert.ok(history.indexOf(String(reply.text), place) > place, `the answer to ${turn.prompt} is lost`);
    }
    for (const { prompt } of this.#enqueued.values()) assert.ok(history.includes(prompt), `${prompt} was never run`);
  }

  #requireNoRefusal(server: ServerFixture): void {
    const refused = server.events(SESSION).filter(({ event }) => event === "provider:error");
    assert.equal(
      refused.map(({ data }) => data.error),
      [],
      "the vendor refused a request",
    );
  }
}
