import * as assert from "uvu/assert";
import { answering } from "../support/contributor.ts";
import { callsTo, mockPlan, openPlan, ServerFixture, textOf, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("an agent");

const mock = (...responses: unknown[]): Json[] => [{ module: "provider-mock", config: { responses } }];
const task = (input: Json): Json => callsTo("task", { instruction: "Look around.", ...input });
const usage = (input_tokens: number): Json => ({ usage: { input_tokens, output_tokens: 1, cost: input_tokens / 100 } });
const AGENTS = {
  scout: {
    description: "Looks around.",
    system: { instruction: "You scout." },
    providers: mock({ text: "A wood.", ...usage(30) }, { text: "Still a wood.", ...usage(50) }),
  },
};

function delegatingPlan(responses: readonly unknown[], more: Json = {}): Json {
  return openPlan(responses, { tools: [{ module: "tool-task" }], agents: AGENTS, ...more });
}

async function execute(server: ServerFixture, mountPlan: Json, sessionId = "s"): Promise<Json> {
  await server.createSession({ sessionId, mountPlan });
  return server.call("session/execute", { sessionId, prompt: "Begin." });
}

/** What the tool answered, by the order of the calls. */
async function outputs(server: ServerFixture, sessionId = "s"): Promise<Json[]> {
  const results = (await server.messages(sessionId)).filter(({ role }) => role === "tool");
  return results.map((result) => {
    const text = textOf(result);
    return text.startsWith("{") ? (JSON.parse(text) as Json) : { text };
  });
}

test("its result comes with the id of a stored session, whose events reach the parent's client", async () => {
  await withServer({}, async (server) => {
    const reply = await execute(
      server,
      delegatingPlan([
        { ...task({ agent: "scout" }), ...usage(100) },
        { text: "Done.", ...usage(200) },
      ]),
    );
    const [output] = await outputs(server);
    const child = String(output?.session_id);
    assert.equal(output, { agent: "scout", session_id: child, status: "completed", response: "A wood." });
    assert.match(child, /^[0-9a-f]{16}-[0-9a-f]{16}_scout$/);
    assert.equal(
      reply.usage,
      { input_tokens: 330, output_tokens: 3, cost: 3.3 },
      "what the agent used is part of the turn's",
    );
    const { sessions } = (await server.call("session/list")) as { sessions: Json[] };
    const listed = sessions.find((one) => one.sessionId === child);
    assert.equal(
      [listed?.parentId, listed?.status, listed?.turns, listed?.cwd],
      ["s", "stored", 1, server.home.workspace],
    );
    assert.equal((await server.messages(child)).map(textOf), ["Look around.", "A wood."]);
    assert.is(server.events("s").find(({ event }) => event === "task:agent_spawned")?.data.sub_session_id, child);
    const completed = server.events("s").find(({ event }) => event === "task:agent_completed")?.data;
    assert.equal([completed?.status, (completed?.usage as Json | undefined)?.input_tokens], ["completed", 30]);
    const names = server.events(child).map(({ event }) => event);
    for (const name of ["session:fork", "session:start", "content_block:delta", "session:end"])
      assert.ok(names.includes(name), name);
    const notification = server.client
      .notifications("session/event")
      .find(({ params }) => (params as Json).sessionId === child);
    assert.is((notification?.params as Json | undefined)?.parentId, "s");
  });
});

test("an agent that there is not is a failure that names those that there are", async () => {
  await withServer({}, async (server) => {
    await execute(server, delegatingPlan([task({ agent: "scot" }), "Done."]));
    const [output] = await outputs(server);
    assert.match(String(output?.text), 'There is no agent "scot"; did you mean scout? The agents are: scout.');
    const { tools } = (await server.event("llm:request")) as Json;
    assert.is(tools, 1);
  });
});

test("what goes wrong with an agent is a result, and the turn goes on", async () => {
  await withServer({}, async (server) => {
    const agents = {
      broken: { providers: mock({ text: "Half", error: { kind: "Authentication", message: "no key" } }) },
      unplanned: { tools: [{ module: "tool-bash", config: { timout: 3 } }] },
      typed: { tool: [], providers: mock("Fine.") },
    };
    const calls = callsTo("task", ...Object.keys(agents).map((agent) => ({ agent, instruction: "Go." })));
    const reply = await execute(server, delegatingPlan([calls, "Done."], { agents }));
    assert.is(reply.text, "Done.");
    const [broken, unplanned, typed] = await outputs(server);
    assert.match(String(broken?.text), /Error: no key[\s\S]*"session_id"/);
    assert.match(String(unplanned?.text), /timout: unknown key; did you mean timeout/);
    assert.equal(typed?.warnings, ["agents.typed.tool: unknown key; did you mean tools?"]);
  });
});

test("it goes on where it was, by its id: also after a crash, and only for its own root", async () => {
  await withServer({}, async (first) => {
    await execute(first, delegatingPlan([task({ agent: "scout" }), "Done."]));
    const [output] = await outputs(first);
    const child = String(output?.session_id);
    await first.crash();
    const server = await ServerFixture.start({ home: first.home, capabilities: {} });
    try {
      const again = delegatingPlan([task({ session_id: child, instruction: "And now?" }), "Done."]);
      await execute(server, again, "other");
      const [refused] = await outputs(server, "other");
      assert.match(String(refused?.text), `There is no sub-session "${child}" of this session`);
      await server.call("session/resume", { sessionId: "s" });
      const call = { sessionId: "s", name: "task", input: { session_id: child, instruction: "And now?" } };
      const result = await server.call("tool/call", call);
      assert.equal([result.success, (result.output as Json).session_id], [true, child]);
      assert.equal((await server.messages(child)).map(textOf), ["Look around.", "A wood.", "And now?", "A wood."]);
      assert.ok(server.events(child).some(({ event }) => event === "session:resume"));
    } finally {
      server.client.end();
      await server.exit;
    }
  });
});

test("bounds hold for the whole tree: depth and number", async () => {
  await withServer({}, async (server) => {
    const config = { max_recursion_depth: 2, max_spawns_per_session: 3 };
    const tools = [
      { module: "tool-task", config },
      { module: "tool-bash", config: { sandbox: "off" } },
    ];
    const wider = [{ module: "tool-task", config: { max_recursion_depth: 9, max_spawns_per_session: 99 } }];
    const agents = {
      deep: { tools: wider, providers: mock(task({ agent: "deep" }), "Back.") },
      quick: { providers: mock("Here.") },
    };
    await execute(
      server,
      delegatingPlan([task({ agent: "deep" }), task({ agent: "quick" }), task({ agent: "quick" }), "Done."], {
        agents,
        tools,
      }),
    );
    const [deep, quick, refused] = await outputs(server);
    assert.equal([deep?.status ?? deep?.text, quick?.status ?? quick?.text], ["completed", "completed"]);
    const tooDeep = server
      .events()
      .filter(({ event, data }) => event === "tool:post" && String(JSON.stringify(data)).includes("depth-limit"));
    assert.is(tooDeep.length, 1);
    assert.match(String(refused?.text), "All 3 sub-sessions");
  });
});

test("one that takes too long is ended", async () => {
  await withServer({}, async (server) => {
    const agents = { slow: { providers: mock({ text: "never", delay_ms: 60_000 }) } };
    const tools = [{ module: "tool-task", config: { timeout: 0.2 } }];
    await execute(server, delegatingPlan([task({ agent: "slow" }), "Done."], { agents, tools }));
    const [slow] = await outputs(server);
    assert.match(String(slow?.text), "it may take 0.2 s");
  });
});

test("one whose time is over before its turn begins is told as that, and not as cancelled", async () => {
  await withServer({ capabilities: { hooks: {} } }, async (server) => {
    const agents = { held: { providers: mock({ text: "never", delay_ms: 600_000 }) } };
    const tools = [{ module: "tool-task", config: { timeout: 0.001 } }];
    await server.createSession({ sessionId: "s", mountPlan: delegatingPlan([], { agents, tools }) });
    answering(server, { "hook/invoke": () => ({ action: "continue" }) });
    await server.call("hook/register", { sessionId: "s", name: "holding", events: ["task:agent_spawned"] });
    const call = { sessionId: "s", name: "task", input: { agent: "held", instruction: "Look." } };
    assert.match(JSON.stringify(await server.call("tool/call", call)), "it may take 0.001 s");
  });
});

test("an agent has its parent's tools but task, and what it lists; its prompt can hold the conversation", async () => {
  await withServer({}, async (server) => {
    const agents = {
      helper: { providers: mock("Helped."), tools: ["tool-search"], spawn: { exclude_tools: ["tool-bash"] } },
    };
    const tools = ["tool-task", "tool-bash", "tool-filesystem"];
    await execute(
      server,
      delegatingPlan([task({ agent: "helper", inherit_context: "recent" }), "Done."], { agents, tools }),
    );
    const [output] = await outputs(server);
    const { mountPlan } = (await server.call("session/get", { sessionId: output?.session_id })) as {
      mountPlan: { tools: Json[] };
    };
    assert.equal(
      mountPlan.tools.map(({ module }) => module),
      ["tool-filesystem", "tool-search"],
    );
    const [prompt] = await server.messages(String(output?.session_id));
    assert.match(textOf(prompt), /user: Begin\.[\s\S]*\[Your task\]\n\nLook around\./);
  });
});

test("a fork of forks has its agents like any first session", async () => {
  await withServer({}, async (server) => {
    await execute(server, delegatingPlan([task({ agent: "scout" }), "Done."]));
    let sessionId: unknown = "s";
    for (let fork = 0; fork < 3; fork += 1) sessionId = (await server.call("session/fork", { sessionId })).sessionId;
    const input = { agent: "scout", instruction: "Look." };
    assert.is((await server.call("tool/call", { sessionId, name: "task", input })).success, true);
  });
});

test("with a session go its sub-sessions", async () => {
  await withServer({}, async (server) => {
    await execute(server, delegatingPlan([task({ agent: "scout" }), "Done."]));
    await server.call("session/delete", { sessionId: "s" });
    assert.equal((await server.call("session/list")).sessions, []);
  });
});

test("a session without agents says so to the model", async () => {
  await withServer({}, async (server) => {
    await execute(server, mockPlan([task({ agent: "scout" }), "Done."], { tools: [{ module: "tool-task" }] }));
    const [output] = await outputs(server);
    assert.match(String(output?.text), "The agents are: none");
  });
});

test.run();
