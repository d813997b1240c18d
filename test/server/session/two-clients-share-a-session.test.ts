import { join } from "node:path";
import { PassThrough } from "node:stream";
import * as assert from "uvu/assert";
import { AmpdServer } from "../../../server/ampd-server.ts";
import { DEFAULT_LIMITS } from "../../../server/rpc/index.ts";
import { FileStore } from "../../../server/store/files/file-store.ts";
import { callsTo, shellPlan } from "../../support/server-fixture.ts";
import { suite } from "../../support/suite.ts";
import { inTemporaryDirectory } from "../../support/temporary-directory.ts";
import type { Json } from "../../support/wire/frames.ts";
import { RawClient } from "../../support/wire/raw-client.ts";

const test = suite("two clients");
const S = { sessionId: "s" };

class Peer {
  readonly wire: RawClient;
  #ids = 0;

  constructor(server: AmpdServer) {
    const [input, output] = [new PassThrough(), new PassThrough()];
    server.connect({ input, output, framing: "auto" });
    this.wire = new RawClient({ toServer: input, fromServer: output, framing: "ndjson" });
  }

  async call(method: string, params: Json): Promise<Json> {
    this.#ids += 1;
    const { result, error } = await this.wire.request(this.#ids, method, params);
    if (error !== undefined) throw new Error(JSON.stringify(error));
    return result as Json;
  }

  question(): Promise<Json> {
    return this.wire.message(({ method }) => method === "approval/request");
  }

  async resolution(): Promise<Json> {
    return (await this.wire.message(({ method }) => method === "approval/resolved")).params as Json;
  }

  answer(question: Json, optionId: string): void {
    this.wire.send({ jsonrpc: "2.0", id: question.id, result: { optionId } });
  }
}

/** Its answer about a log that is in no session's hands waits while somebody holds it. */
class HeldStore extends FileStore {
  /** Called with the answer there, and before it is given. */
  beforeAnswer = async (): Promise<void> => {};

  override async lastLoggedSeq(sessionId: string): Promise<number> {
    const answer = await super.lastLoggedSeq(sessionId);
    await this.beforeAnswer();
    return answer;
  }
}

/** A server with a session that one client has made and another one hears of. */
async function withTwo(body: (one: Peer, two: Peer, store: HeldStore) => Promise<void>): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    const store = new HeldStore({ directory: join(directory, "sessions"), policy: "off" });
    const server = new AmpdServer({
      environment: { AMPD_HOME: directory },
      cwd: directory,
      limits: DEFAULT_LIMITS,
      store,
      isShared: true,
      report: () => {},
    });
    const peers = [new Peer(server), new Peer(server)] as const;
    try {
      const about = { protocolVersions: ["1.0"], clientInfo: { name: "test" }, capabilities: { approvals: {} } };
      for (const peer of peers) await peer.call("initialize", about);
      await peers[0].call("session/create", {
        ...S,
        mountPlan: shellPlan([callsTo("bash", { command: "echo yes" }), "Done."]),
      });
      await body(...peers, store);
    } finally {
      for (const peer of peers) peer.wire.end();
      await server.stop();
    }
  });
}

test("both are asked; the answer of either one counts, and both hear how it was settled", async () => {
  await withTwo(async (one, two) => {
    await two.call("event/subscribe", S);
    const turn = one.call("session/execute", { ...S, prompt: "Go." });
    const [first, second] = [await one.question(), await two.question()];
    assert.equal(first.params, second.params);
    two.answer(second, "allow_once");
    assert.is((await turn).text, "Done.");
    const { approvalId } = first.params as Json;
    const resolved = { approvalId, sessionId: "s", optionId: "allow_once", reason: "answered" };
    assert.equal([await one.resolution(), await two.resolution()], [resolved, resolved]);
    const withdrawn = await one.wire.message(({ method }) => method === "$/cancelRequest");
    assert.equal(withdrawn.params, { id: first.id });
  });
});

test("one that subscribes later is asked what still waits, and sees it in the answer, too", async () => {
  await withTwo(async (one, two) => {
    const turn = one.call("session/execute", { ...S, prompt: "Go." });
    const first = await one.question();
    const { pending } = await two.call("event/subscribe", S);
    assert.equal(pending, [first.params]);
    two.answer(await two.question(), "deny_once");
    assert.is((await turn).text, "Done.");
    assert.is((await one.resolution()).reason, "answered");
  });
});

test("one that goes away leaves the question to the other; when both are gone it is no", async () => {
  await withTwo(async (one, two) => {
    await two.call("event/subscribe", S);
    const turn = two.call("session/execute", { ...S, prompt: "Go." });
    await one.question();
    const second = await two.question();
    one.wire.end();
    await two.call("kernel/status", {});
    two.answer(second, "allow_once");
    assert.is((await turn).text, "Done.");
    assert.is((await two.resolution()).reason, "answered");
  });
});

test("each gets the events of its own subscriptions, with the same numbers", async () => {
  await withTwo(async (one, two) => {
    await two.call("event/subscribe", { ...S, events: ["prompt:*"], fromSeq: 0 });
    const turn = one.call("session/execute", { ...S, prompt: "Go." });
    one.answer(await one.question(), "allow_once");
    const numbersOf = ({ wire }: Peer): string[] =>
      wire.notifications("session/event").flatMap(({ params }) => {
        const { seq, event } = params as Json;
        return String(event).startsWith("prompt:") ? [`${seq} ${event}`] : [];
      });
    await Promise.all([turn, two.wire.until(() => numbersOf(two).length === 2)]);
    assert.equal(numbersOf(one), numbersOf(two));
    assert.is(two.wire.notifications("session/event").length, 2);
  });
});

test("one that subscribes while the other brings the session back misses nothing, and is asked", async () => {
  await withTwo(async (one, two, store) => {
    await one.call("session/close", S);
    let turn: Promise<Json> | undefined;
    store.beforeAnswer = async () => {
      await one.call("session/resume", S);
      turn = one.call("session/execute", { ...S, prompt: "Go." });
      await one.question();
    };
    const { seq, pending } = await two.call("event/subscribe", { ...S, fromSeq: 0 });
    assert.is((pending as Json[]).length, 1);
    two.answer(await two.question(), "allow_once");
    await turn;
    await two.call("kernel/status", {});
    const heard = two.wire.notifications("session/event").map(({ params }) => (params as Json).seq as number);
    assert.ok(heard.length > (seq as number));
    assert.equal(
      [...new Set(heard)],
      Array.from({ length: heard.at(-1) ?? 0 }, (_, index) => index + 1),
    );
  });
});

test.run();
