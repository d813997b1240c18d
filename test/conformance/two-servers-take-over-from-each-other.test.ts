/** Two servers at one database: what one leaves, killed or asleep, the other takes over; and neither writes over the other. */
import * as assert from "uvu/assert";
import { PASSWORD, POSTGRES, PostgresServer } from "../support/postgres.ts";
import { callsTo, type Home, makeHome, mockPlan, removeHome, ServerFixture } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import { type Replies, type Reply, startAnthropicServer, type VendorServer } from "../support/vendors/index.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("two servers");
const KILLS_IN_A_ROUND = 4;
/** More by `AMPD_CHAOS_KILLS`; the same again by `AMPD_CHAOS_SEED`. */
const ROUNDS = Math.ceil(Number(process.env.AMPD_CHAOS_KILLS ?? KILLS_IN_A_ROUND) / KILLS_IN_A_ROUND);
const SEED = Number(process.env.AMPD_CHAOS_SEED ?? Date.now() % 1_000_000);

let database: PostgresServer | undefined;

interface Scene {
  readonly vendor: VendorServer;
  readonly url: string;
  readonly database: PostgresServer;
  /** A server of a machine of its own, as far as its files go. */
  start(env?: Record<string, string>): Promise<ServerFixture>;
  sql(text: string): Promise<readonly Record<string, unknown>[]>;
}

async function inScene(replies: Replies, body: (scene: Scene) => Promise<void>): Promise<void> {
  database ??= await PostgresServer.start();
  const running = database;
  const url = await running.newDatabase();
  const vendor = await startAnthropicServer(replies);
  const homes: Home[] = [];
  const servers: ServerFixture[] = [];
  const start = async (more: Record<string, string> = {}): Promise<ServerFixture> => {
    const home = await makeHome();
    homes.push(home);
    const env = {
      AMPD_STORE: "postgres",
      AMPD_STORE_URL: url,
      ANTHROPIC_API_KEY: "sk-ant-test-0000000000000000",
      ...more,
    };
    const server = await ServerFixture.start({ home, capabilities: {}, env });
    servers.push(server);
    return server;
  };
  try {
    await body({ vendor, url, database: running, start, sql: (text) => running.ask(url, (sql) => sql.unsafe(text)) });
  } finally {
    for (const server of servers) await server.crash();
    await vendor.close();
    for (const home of homes) await removeHome(home);
  }
}

function plan(vendor: VendorServer): Json {
  return {
    session: { orchestrator: { module: "loop-streaming" }, context: { module: "context-simple" } },
    providers: [{ module: "provider-anthropic", config: { base_url: vendor.url } }],
    tools: [{ module: "tool-bash", config: { sandbox: "off" } }],
    hooks: [{ module: "hooks-logging" }],
  };
}

/** Has a server stand still with its leases in force, however long the others take. Nobody renews them but itself. */
async function putToSleep(server: ServerFixture, { sql }: Scene): Promise<void> {
  server.process.kill("SIGSTOP");
  await sql("UPDATE ampd.sessions SET expires = now() + interval '1 day'");
}

/** Streamed text reaches the database a moment after the client. */
async function untilStored({ sql }: Scene, text: string): Promise<void> {
  for (;;) {
    const [found] = await sql(`SELECT count(*)::int AS count FROM ampd.journal WHERE strpos(record, '${text}') > 0`);
    if (found?.count !== 0) return;
  }
}

const logged = (server: ServerFixture): { seq: number; event: string }[] =>
  server
    .events("s")
    .filter(({ ephemeral }) => ephemeral !== true)
    .map(({ seq, event }) => ({ seq, event }));

const CALL: Replies = [
  { blocks: [{ tool: "bash", id: "call_1", input: { command: "echo begun; exec sleep 1000", timeout: 900 } }] },
  "I see that it was interrupted.",
];

test.needing(
  POSTGRES,
  "one is killed in the middle of a tool call: the other goes on, and the vendor accepts its history",
  async () => {
    await inScene(CALL, async (scene) => {
      const first = await scene.start();
      const sessionId = await first.createSession({ sessionId: "s", cwd: "/", mountPlan: plan(scene.vendor) });
      void first.send("session/execute", { sessionId, prompt: "Run it." }).response.catch(() => {});
      await first.event("tool:output", (data) => String(data.text).includes("begun"));
      await untilStored(scene, '"type":"output"');
      const second = await scene.start();
      await putToSleep(first, scene);
      assert.is((await second.failure("session/resume", { sessionId })).data.kind, "session-locked");
      await first.crash();
      const { repairs } = await second.call("session/resume", { sessionId });
      assert.equal(
        (repairs as Json[]).map(({ kind }) => kind),
        ["lost-result", "unfinished-turn"],
      );
      const reply = await second.call("session/execute", { sessionId, prompt: "And now?" });
      assert.is(reply.text, "I see that it was interrupted.");
      assert.match(JSON.stringify(scene.vendor.requests[1]?.body.messages), "begun");
    });
  },
);

test.needing(
  POSTGRES,
  "the half answer is kept; events go on where the first server's ended, and can be replayed",
  async () => {
    const replies: Replies = [{ blocks: [{ text: ["The first half", " of it"] }], after: "stall" }, "Going on."];
    await inScene(replies, async (scene) => {
      const first = await scene.start();
      const sessionId = await first.createSession({ sessionId: "s", cwd: "/", mountPlan: plan(scene.vendor) });
      void first.send("session/execute", { sessionId, prompt: "Tell me." }).response.catch(() => {});
      await first.event("content_block:delta", (data) => data.delta === " of it");
      await untilStored(scene, "of it");
      await first.crash();
      const seen = logged(first);
      const second = await scene.start();
      const { repairs } = await second.call("session/resume", { sessionId });
      assert.equal(
        (repairs as Json[]).map(({ kind }) => kind),
        ["interrupted-answer", "unfinished-turn"],
      );
      assert.is((await second.call("session/execute", { sessionId, prompt: "Go on." })).text, "Going on.");
      const half = (await second.messages(sessionId)).find((message) => message.role === "assistant");
      assert.equal(half?.content, [{ type: "text", text: "The first half of it" }]);
      const live = logged(second);
      const third = await scene.start();
      await third.call("event/subscribe", { sessionId, events: ["*"], fromSeq: 0 });
      const replayed = logged(third);
      assert.equal(
        replayed.map(({ seq }) => seq),
        replayed.map((_, index) => index + 1),
      );
      assert.equal(replayed.slice(0, seen.length), seen);
      assert.equal(replayed.slice(-live.length), live);
      const { sessions } = await third.call("session/list", { query: "tell me" });
      assert.equal(
        (sessions as Json[]).map((one) => one.sessionId),
        ["s"],
      );
    });
  },
);

test.needing(
  POSTGRES,
  "a server that sleeps through a takeover wakes to an ended session, and nothing of it is written",
  async () => {
    const replies: Replies = [
      { blocks: [{ text: ["Slow", " answer"] }], after: "stall" },
      "The second's.",
      "The third's.",
    ];
    await inScene(replies, async (scene) => {
      const first = await scene.start();
      const sessionId = await first.createSession({ sessionId: "s", cwd: "/", mountPlan: plan(scene.vendor) });
      const turn = first.send("session/execute", { sessionId, prompt: "Begin." });
      await first.event("content_block:delta", (data) => data.delta === " answer");
      await untilStored(scene, "answer");
      await putToSleep(first, scene);
      const second = await scene.start();
      assert.is((await second.failure("session/resume", { sessionId })).data.kind, "session-locked");
      await scene.sql("UPDATE ampd.sessions SET expires = now() - interval '1 second'");
      await second.call("session/resume", { sessionId });
      await second.call("session/execute", { sessionId, prompt: "Mine now." });
      const before = await scene.sql("SELECT * FROM ampd.journal ORDER BY ordinal");
      first.process.kill("SIGCONT");
      await first.call("session/cancel", { sessionId, mode: "immediate" }).catch(() => {});
      const { error } = await turn.response;
      assert.ok(error !== undefined, "the turn of the one that slept is an error");
      assert.equal(await scene.sql("SELECT * FROM ampd.journal ORDER BY ordinal"), before);
      const late = await first.failure("session/execute", { sessionId, prompt: "Still mine?" });
      assert.ok(["session-not-live", "session-locked", "journal-failed"].includes(late.data.kind), late.data.kind);
      assert.is((await second.call("session/execute", { sessionId, prompt: "Again." })).text, "The third's.");
      assert.match(first.stderr, "taken over");
    });
  },
);

test.needing(
  POSTGRES,
  "a database that is not there is told to whoever asks for a session, and one that comes back is used",
  async () => {
    await inScene(["Hello."], async (scene) => {
      const first = await scene.start();
      await scene.database.halt();
      const mountPlan = mockPlan(["Hello.", "Again."]);
      try {
        const { data, message } = await first.failure("session/create", { sessionId: "s", cwd: "/", mountPlan });
        assert.equal([data.kind, data.retryable], ["store-unavailable", true]);
        assert.match(message, "start the database");
        assert.is((await first.failure("session/list")).data.kind, "store-unavailable");
      } finally {
        await scene.database.resume();
      }
      const sessionId = await first.createSession({ sessionId: "s", cwd: "/", mountPlan });
      assert.is((await first.call("session/execute", { sessionId, prompt: "Hi." })).text, "Hello.");
      await scene.database.halt();
      const turn = first.send("session/execute", { sessionId, prompt: "While it is away." });
      await scene.database.resume();
      assert.is(((await turn.response).result as Json).text, "Again.");
    });
  },
);

test.needing(
  POSTGRES,
  "the database's password is in no event, no answer, no log and no child's environment",
  async () => {
    await inScene(["Hello."], async (scene) => {
      const first = await scene.start();
      const more = {
        tools: [{ module: "tool-bash", config: { sandbox: "off" } }],
        hooks: [{ module: "hooks-logging" }],
      };
      const mountPlan = mockPlan([callsTo("bash", { command: "env" }), "Done."], more);
      const sessionId = await first.createSession({ sessionId: "s", cwd: "/", mountPlan });
      await first.call("session/execute", { sessionId, prompt: "What is in your environment?" });
      const wrong = await scene.start({ AMPD_STORE_URL: scene.url.replace("ampd:", "nobody:") });
      const { data, message } = await wrong.failure("session/list");
      assert.is(data.kind, "store-unavailable");
      assert.match(message, "password is wrong");
      const rows = await scene.sql("SELECT record AS text FROM ampd.journal UNION ALL SELECT event FROM ampd.events");
      const all = JSON.stringify([rows, [first, wrong].map(({ client, stderr }) => [client.received, stderr])]);
      assert.match(all, "PATH=");
      assert.not.match(all, PASSWORD);
    });
  },
);

for (let seed = SEED; seed < SEED + ROUNDS; seed++) {
  test.needing(POSTGRES, `chaos, seed ${seed}: kills at random moments lose nothing that was acknowledged`, () =>
    chaos(seed),
  );
}

async function chaos(seed: number): Promise<void> {
  process.stdout.write(`chaos seed ${seed}\n`);
  const random = randomFrom(seed);

  const answer = (index: number): Reply => {
    if (index % 3 !== 1) return `answer ${index}`;
    return { blocks: [{ tool: "bash", id: `call_${index}`, input: { command: `echo output ${index}` } }] };
  };
  await inScene(
    ({ index }) => answer(index) as never,
    async (scene) => {
      const acknowledged: { turnId: string; text: unknown }[] = [];
      let server = await scene.start();
      await server.createSession({ sessionId: "s", cwd: "/", mountPlan: plan(scene.vendor) });
      for (let kill = 0; kill < KILLS_IN_A_ROUND; kill++) {
        const events = Math.floor(random() * 40);
        const dead = server;
        const killed = dead.client.until(() => dead.events("s").length >= events).then(() => dead.crash());
        for (let turn = 0; ; turn++) {
          const turnId = `${kill}-${turn}`;
          const response = dead.send("session/execute", {
            sessionId: "s",
            prompt: `Prompt ${turnId}`,
            turnId,
          }).response;
          const { result, error } = await Promise.race([response, dead.exit.then((): Json => ({}))]).catch(
            (): Json => ({}),
          );
          assert.is(error, undefined, `seed ${seed}: ${JSON.stringify(error)}`);
          if (result === undefined) break;
          acknowledged.push({ turnId, text: (result as Json).text });
        }
        await killed;
        server = await scene.start();
        await server.call("session/resume", { sessionId: "s" });
        const texts = JSON.stringify(await server.messages("s"));
        for (const { turnId, text } of acknowledged) {
          assert.ok(
            texts.includes(`Prompt ${turnId}`) && texts.includes(String(text)),
            `seed ${seed}: turn ${turnId} is lost`,
          );
        }
      }
      for (const { turnId, text } of acknowledged) {
        const again = await server.call("session/execute", { sessionId: "s", prompt: `Prompt ${turnId}`, turnId });
        assert.is(again.text, text);
      }
      await server.call("session/execute", { sessionId: "s", prompt: "Last." });
      const [row] = await scene.sql("SELECT count(*)::int AS count, max(ordinal)::int AS last FROM ampd.journal");
      assert.is(row?.count, row?.last, `seed ${seed}: no gap and no repeat`);
    },
  );
}

/** Numbers from 0 to 1 that depend on the seed alone. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test("the database's server ends with the suite", async () => {
  await database?.stop();
});

test.run();
