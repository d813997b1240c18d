import * as assert from "uvu/assert";
import { type InputAnswer, InputBroker, type InputRequest } from "../../../server/session/input-broker.ts";
import { type FakeConnection, fakeClient } from "../../support/fake-client.ts";
import { until } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";

const test = suite("input broker");
const NOBODY_STOPS = new AbortController().signal;

const FORM: InputRequest = {
  source: "mcp:a",
  message: "Who are you?",
  schema: {
    type: "object",
    properties: {
      name: { type: "string" },
      age: { type: "integer", minimum: 1, default: 7 },
      kind: { enum: ["a", "b"] },
    },
    required: ["name", "age"],
    additionalProperties: false,
  },
};

interface Fixture {
  readonly broker: InputBroker;
  readonly connections: readonly FakeConnection[];
  readonly reports: string[];
}

/** As a session masks what it knows to be secret. */
const mask = <Value>(told: Value): Value =>
  JSON.parse(JSON.stringify(told).replaceAll("white-owl", "[masked]")) as Value;

function fixture(...offers: readonly boolean[]): Fixture {
  const clients = offers.map((answersInput) => fakeClient({ answersInput }));
  const reports: string[] = [];
  const broker = new InputBroker({
    sessionId: "s",
    audience: () => clients.map(({ client }) => client),
    beforeAsking: async () => {},
    mask,
    report: (line) => void reports.push(line),
  });
  return { broker, connections: clients.map(({ connection }) => connection), reports };
}

/** Answers one after another, as they are asked for. */
async function answerWith(connection: FakeConnection | undefined, answers: readonly unknown[]): Promise<void> {
  for (const [index, answer] of answers.entries()) {
    await until(() => (connection?.asked.length ?? 0) > index);
    connection?.asked[index]?.answer(answer);
  }
}

async function outcome(request: InputRequest, ...answers: readonly unknown[]): Promise<[InputAnswer, FakeConnection]> {
  const { broker, connections } = fixture(true);
  const answer = broker.request(request, NOBODY_STOPS);
  await answerWith(connections[0], answers);
  return [await answer, connections[0] as FakeConnection];
}

const accept = (content?: unknown) => ({ action: "accept", ...(content !== undefined && { content }) });
const ANN = accept({ name: "Ann", age: 7 });

const ROWS: readonly (readonly [string, readonly unknown[], InputAnswer, problems?: readonly RegExp[]])[] = [
  ["what fits, with defaults filled in", [accept({ name: "Ann" })], ANN as InputAnswer],
  ["decline", [{ action: "decline", content: { name: "Ann" } }], { action: "decline" }],
  ["cancel", [{ action: "cancel" }], { action: "cancel" }],
  ["a missing field, then what fits", [accept(), ANN], ANN as InputAnswer, [/name: it is missing/]],
  [
    "what does not fit, twice, then a refusal",
    [accept({ name: 1 }), accept({ name: "Ann", kind: "c" }), { action: "decline" }],
    { action: "decline" },
    [/name: it must be string/, /kind: it must be one of/],
  ],
  [
    "three answers that do not fit",
    [accept({ name: "Ann", age: 0 }), accept({ name: "Ann", agee: 3 }), accept(["Ann"])],
    { action: "cancel" },
    [/age: it must be >= 1/, /agee: unknown key; did you mean age/],
  ],
  ["nothing of the kind, then what fits", ["yes", null, ANN], ANN as InputAnswer, [/action: it is none of/, /action/]],
];

for (const [what, answers, expected, problems = []] of ROWS) {
  test(`${what}`, async () => {
    const [answer, { asked, told }] = await outcome(FORM, ...answers);
    assert.equal(answer, expected);
    assert.equal(asked.length, answers.length);
    assert.is(asked[0]?.params.problem, undefined);
    for (const [index, problem] of problems.entries()) assert.match(String(asked[index + 1]?.params.problem), problem);
    const resolved = { method: "input/resolved", coalescing: undefined };
    const params = { inputId: asked[0]?.params.inputId, sessionId: "s", action: expected.action, reason: "answered" };
    assert.equal(told, [{ ...resolved, params }]);
  });
}

test("the question has the form, or the page and nothing to fill in", async () => {
  const [, form] = await outcome(FORM, { action: "cancel" });
  const { inputId: _, ...asked } = form.asked[0]?.params ?? {};
  const { source, message, schema: requestedSchema } = FORM;
  assert.equal(asked, { sessionId: "s", source, message, mode: "form", requestedSchema, timeoutMs: 300_000 });
  const url = "https://example.org/sign-in?x=1";
  const [answer, page] = await outcome({ source, message, url }, { action: "accept", content: { token: "secret" } });
  assert.equal(answer, { action: "accept" });
  assert.equal([page.asked[0]?.params.mode, page.asked[0]?.params.url], ["url", url]);
});

test("the words of a form lose what is secret; its values do not, for they come back", async () => {
  const field = { type: "string", title: "white-owl?", description: "say white-owl", enum: ["white-owl", "other"] };
  const schema = { type: "object", properties: { description: field } };
  const answer = accept({ description: "white-owl" });
  const [outcomeOfIt, { asked }] = await outcome({ source: "mcp:a", message: "white-owl?", schema }, answer);
  assert.equal(outcomeOfIt, answer);
  const shown = { ...field, title: "[masked]?", description: "say [masked]" };
  assert.equal(asked[0]?.params.requestedSchema, { type: "object", properties: { description: shown } });
  assert.is(asked[0]?.params.message, "[masked]?");
});

test("nobody who can answer is a cancel at once", async () => {
  for (const { broker, connections } of [fixture(), fixture(false)]) {
    assert.equal(await broker.request(FORM, NOBODY_STOPS), { action: "cancel" });
    for (const { asked, told } of connections) assert.equal([asked, told], [[], []]);
  }
});

test("the first answer counts, also while another client is asked again", async () => {
  const { broker, connections } = fixture(true, true);
  const answer = broker.request(FORM, NOBODY_STOPS);
  await answerWith(connections[0], [accept({})]);
  await until(() => connections[0]?.asked.length === 2);
  connections[1]?.asked[0]?.answer(ANN);
  assert.equal(await answer, ANN);
  assert.ok(connections[0]?.asked[1]?.options.signal.aborted);
});

test("the time-out and a withdrawal are a cancel, and everybody hears of it", async () => {
  const withdrawal = new AbortController();
  const rows = [
    [{ ...FORM, timeoutMs: 1 }, NOBODY_STOPS, "timeout"],
    [FORM, withdrawal.signal, "cancelled"],
  ] as const;
  for (const [request, signal, reason] of rows) {
    const { broker, connections } = fixture(true, false);
    const answer = broker.request(request, signal);
    await until(() => connections[0]?.asked.length === 1);
    if (reason === "cancelled") withdrawal.abort();
    assert.equal(await answer, { action: "cancel" });
    assert.ok(connections[0]?.asked[0]?.options.signal.aborted);
    assert.equal(broker.pending, []);
    for (const { told } of connections) assert.is(told[0]?.params.reason, reason);
  }
});

test("a client that fails is out, and a client that joins is asked what waits", async () => {
  const { broker, connections } = fixture(true, true);
  const answer = broker.request(FORM, NOBODY_STOPS);
  await until(() => connections.every(({ asked }) => asked.length === 1));
  connections[0]?.asked[0]?.fail(new Error("gone"));
  const joiner = fakeClient();
  broker.attach(joiner.client);
  broker.attach(fakeClient({ answersInput: false }).client);
  assert.equal(joiner.connection.asked[0]?.params, broker.pending[0]);
  joiner.connection.asked[0]?.answer({ action: "decline" });
  assert.equal(await answer, { action: "decline" });
});

const NO_QUESTIONS: readonly (readonly [string, Partial<InputRequest>, RegExp])[] = [
  [
    "a form that is no schema",
    { schema: { type: "object", properties: { a: { type: "nothing" } } } },
    /requestedSchema: /,
  ],
  ["a form of a list", { schema: { type: "array" } }, /requestedSchema: it describes "array"/],
  ["a page that is a file", { url: "file:///etc/passwd" }, /url: .* no http or https/],
  ["a page that is a script", { url: "javascript:alert(1)" }, /url: /],
  ["a page that is no address", { url: "here" }, /url: /],
];

for (const [what, changes, told] of NO_QUESTIONS) {
  test(`${what} is the fault of whoever asks`, async () => {
    const { broker, connections } = fixture(true);
    const error = await broker.request({ ...FORM, ...changes }, NOBODY_STOPS).catch((thrown: unknown) => thrown);
    assert.match((error as Error).message, told);
    assert.equal(connections[0]?.asked, []);
  });
}

test.run();
