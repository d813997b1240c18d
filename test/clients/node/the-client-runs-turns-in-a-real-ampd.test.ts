/** The client against the built server: sessions, text, events, questions, typed errors. */
import { equal, is, match } from "uvu/assert";
import { AmpdClient, AmpdError, type ConnectOptions, type SessionEvent } from "../../../clients/node/index.ts";
import { kernelStatus, profileList, sessionCreate } from "../../../protocol/index.ts";
import { builtProgram, isolatedHome } from "../../support/isolated-home.ts";
import { suite } from "../../support/suite.ts";

const test = suite("AmpdClient");

async function withClient(options: ConnectOptions, body: (client: AmpdClient) => Promise<void>): Promise<void> {
  const home = isolatedHome();
  const client = await AmpdClient.connect({
    command: process.execPath,
    args: [builtProgram("ampd")],
    cwd: home.directory,
    env: home.env,
    ...options,
  });
  try {
    await body(client);
  } finally {
    await client.close();
    home.remove();
  }
}

function planOf(responses: readonly unknown[], more: Record<string, unknown> = {}): Record<string, unknown> {
  const session = { orchestrator: { module: "loop-streaming" }, context: { module: "context-simple" } };
  return { session, providers: [{ module: "provider-mock", config: { responses, chunk_chars: 4 } }], ...more };
}

test("a turn: the pieces are the text, and the events come from the first one on", async () => {
  await withClient({}, async (client) => {
    const events: SessionEvent[] = [];
    const session = await client.createSession({
      mountPlan: planOf(["Hello, world."]),
      onEvent: (event) => events.push(event),
    });
    let text = "";
    const reply = await session.execute("hi", { onText: (piece) => (text += piece) });
    equal([text, reply.text, reply.stopReason], ["Hello, world.", "Hello, world.", "end_turn"]);
    is(events[0]?.event, "session:start");
    const logged = events.filter(({ ephemeral }) => ephemeral === undefined).map(({ seq }) => seq);
    equal(
      logged,
      logged.map((_, index) => index + 1),
    );
  });
});

test("events as a loop, which ends with the turn", async () => {
  await withClient({}, async (client) => {
    const session = await client.createSession({ mountPlan: planOf(["Hello."]), ephemeral: true });
    const events = session.events();
    const turn = session.execute("hi");
    const names: string[] = [];
    for await (const { event } of events) {
      names.push(event);
      if (event === "prompt:complete") break;
    }
    is((await turn).text, "Hello.");
    is(names[0], "prompt:submit");
  });
});

test("an abort of a turn is answered with the kind cancelled, and the session goes on", async () => {
  await withClient({}, async (client) => {
    const slow = { text: "-".repeat(4000), delay_ms: 600_000 };
    const session = await client.createSession({ mountPlan: planOf([slow, "again"]) });
    const controller = new AbortController();
    const turn = session.execute("hi", { signal: controller.signal, onText: () => controller.abort() });
    is(((await turn.catch((error: AmpdError) => error)) as AmpdError).kind, "cancelled");
    is((await session.execute("hi")).text, "again");
  });
});

test("cancel ends a turn, which answers", async () => {
  await withClient({}, async (client) => {
    const session = await client.createSession({ mountPlan: planOf([{ text: "-".repeat(4000), delay_ms: 600_000 }]) });
    let begun = (): void => {};
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const turn = session.execute("hi", { onText: () => begun() });
    await started;
    is(await session.cancel(), true);
    is((await turn).stopReason, "cancelled");
    is(await session.cancel(), false);
  });
});

test("questions are put to onApproval", async () => {
  const asked: string[] = [];
  const onApproval: ConnectOptions["onApproval"] = ({ detail, options }) => {
    asked.push(detail.command ?? "");
    return { optionId: options.find(({ kind }) => kind === "deny_once")?.id ?? "" };
  };
  await withClient({ onApproval }, async (client) => {
    const call = { tool_calls: [{ name: "bash", input: { command: "touch x" } }] };
    const more = { tools: [{ module: "tool-bash" }], hooks: [{ module: "hooks-approval" }] };
    const session = await client.createSession({ mountPlan: planOf([call, "ok"], more) });
    is((await session.execute("hi")).text, "ok");
    equal(asked, ["touch x"]);
  });
});

test("errors are typed", async () => {
  await withClient({}, async (client) => {
    const error = await client
      .request(sessionCreate, { profile: "demoo", subscribe: true })
      .catch((thrown: unknown) => thrown);
    is(error instanceof AmpdError && error.kind, "profile-not-found");
    match(String(error), /did you mean demo/);
  });
});

test("a session is resumed by another client", async () => {
  const home = isolatedHome();
  await withClient({ env: home.env }, async (client) => {
    await (await client.createSession({ sessionId: "mine", mountPlan: planOf(["one", "two"]) })).execute("hi");
  });
  await withClient({ env: home.env }, async (client) => {
    const session = await client.resumeSession("mine");
    equal([session.id, session.repairs], ["mine", []]);
    is((await session.execute("go on")).stopReason, "end_turn");
    await session.close();
  });
  home.remove();
});

test("the default command is the built server", async () => {
  await withClient({ command: undefined, args: undefined }, async (client) => {
    equal((await client.request(kernelStatus, {})).pid, client.pid);
    is(
      (await client.request(profileList, {})).profiles.some(({ name }) => name === "demo"),
      true,
    );
  });
});

test.run();
