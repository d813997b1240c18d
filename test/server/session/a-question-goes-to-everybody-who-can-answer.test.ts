import * as assert from "uvu/assert";
import type { ApprovalAnswer, ApprovalRequest } from "../../../kernel/index.ts";
import { ApprovalBroker } from "../../../server/session/approval-broker.ts";
import type { Client } from "../../../server/session/client.ts";
import { type FakeConnection, fakeClient } from "../../support/fake-client.ts";
import { until } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";

const test = suite("approval broker");
const LONG_MS = 3_600_000;

function request(changes: Partial<ApprovalRequest> = {}): ApprovalRequest {
  return {
    approvalId: "a1",
    prompt: "May I?",
    options: [
      { id: "yes", label: "Yes", kind: "allow_once" },
      { id: "no", label: "No", kind: "deny_once" },
      { id: "never", label: "Never", kind: "deny_always" },
    ],
    timeoutMs: LONG_MS,
    defaultOptionId: "no",
    detail: {},
    ...changes,
  };
}

interface Fixture {
  readonly broker: ApprovalBroker;
  readonly audience: Client[];
  readonly connections: FakeConnection[];
  readonly reports: string[];
  /** Asks, and waits until everybody who can answer was asked. */
  ask(changes?: Partial<ApprovalRequest>, signal?: AbortSignal): Promise<{ answer: Promise<ApprovalAnswer> }>;
}

function fixture(...offers: readonly boolean[]): Fixture {
  const clients = offers.map((answersApprovals) => fakeClient({ answersApprovals }));
  const audience = clients.map(({ client }) => client);
  const connections = clients.map(({ connection }) => connection);
  const reports: string[] = [];
  const options = {
    sessionId: "s",
    audience: () => audience,
    beforeAsking: async () => {},
    mask: <Value>(told: Value): Value => told,
    report: (line: string) => void reports.push(line),
  };
  const broker = new ApprovalBroker(options);
  return {
    broker,
    audience,
    connections,
    reports,
    async ask(changes, signal = new AbortController().signal) {
      const answer = broker.requestApproval(request(changes), signal);
      await until(() => connections.every(({ asked }, index) => asked.length > 0 || offers[index] === false));
      return { answer };
    },
  };
}

const resolutionsOf = ({ told }: FakeConnection): unknown[] =>
  told.filter(({ method }) => method === "approval/resolved").map(({ params }) => params);

test("the first answer counts; the others are withdrawn, and everybody hears of it", async () => {
  const { broker, connections, ask } = fixture(true, true, false);
  const { answer } = await ask();
  assert.is(broker.pending.length, 1);
  assert.is(connections[2]?.asked.length, 0, "who cannot answer is not asked");
  connections[1]?.asked[0]?.answer({ optionId: "yes", reason: "fine" });
  assert.equal(await answer, { optionId: "yes", by: "user", reason: "fine" });
  assert.ok(connections[0]?.asked[0]?.options.signal.aborted);
  connections[0]?.asked[0]?.answer({ optionId: "no" });
  const resolved = { approvalId: "a1", sessionId: "s", optionId: "yes", reason: "answered" };
  for (const connection of connections) assert.equal(resolutionsOf(connection), [resolved]);
  assert.equal(broker.pending, []);
});

test("nobody there, or nobody who can answer, is no at once", async () => {
  for (const { broker, connections } of [fixture(), fixture(false)]) {
    const answer = await broker.requestApproval(request({ defaultOptionId: "yes" }), new AbortController().signal);
    assert.equal(answer, { optionId: "no", by: "unattended" });
    for (const connection of connections) assert.equal(connection.told, []);
  }
  const gone = fixture(true);
  for (const connection of gone.connections) connection.canAnswer = false;
  assert.is((await gone.broker.requestApproval(request(), new AbortController().signal)).by, "unattended");
});

test("a client that fails is out; the other may still say yes", async () => {
  const { connections, ask } = fixture(true, true);
  const { answer } = await ask();
  connections[0]?.asked[0]?.fail(new Error("gone"));
  connections[1]?.asked[0]?.answer({ optionId: "yes" });
  assert.equal(await answer, { optionId: "yes", by: "user" });
});

test("an option that there is not is reported and is no answer; when nobody is left, it is no", async () => {
  for (const wrong of [{ optionId: "maybe" }, { optionId: 1 }, {}, null, undefined, "yes", ["yes"]]) {
    const { connections, reports, ask } = fixture(true, true);
    const { answer } = await ask({ defaultOptionId: "yes" });
    connections[0]?.asked[0]?.answer(wrong);
    connections[1]?.asked[0]?.fail(new Error("gone"));
    const { optionId, by } = await answer;
    assert.equal({ optionId, by }, { optionId: "no", by: "unattended" }, JSON.stringify(wrong));
    assert.ok(reports.length >= 1);
    assert.equal(resolutionsOf(connections[0] as FakeConnection), [
      { approvalId: "a1", sessionId: "s", optionId: "no", reason: "answered" },
    ]);
  }
});

test("the time-out answers the default, and withdraws the question", async () => {
  const { connections, ask } = fixture(true);
  const { answer } = await ask({ timeoutMs: 1, defaultOptionId: "never" });
  assert.equal(await answer, { optionId: "never", by: "timeout" });
  assert.ok(connections[0]?.asked[0]?.options.signal.aborted);
});

test("an abort withdraws it as a no, before it was asked too", async () => {
  const { broker, connections, ask } = fixture(true);
  const controller = new AbortController();
  const { answer } = await ask({}, controller.signal);
  controller.abort();
  const { optionId, by } = await answer;
  assert.equal({ optionId, by }, { optionId: "no", by: "unattended" });
  assert.is((resolutionsOf(connections[0] as FakeConnection)[0] as { reason: string }).reason, "cancelled");
  const early = await broker
    .requestApproval(request({ approvalId: "a2" }), controller.signal)
    .catch((error: unknown) => error);
  assert.ok(early instanceof Error || (early as ApprovalAnswer).by === "unattended");
  assert.equal(broker.pending, []);
});

test("a client that joins is asked what still waits, once, and may answer it", async () => {
  const { broker, audience, connections, ask } = fixture(true);
  const { answer } = await ask();
  const joiner = fakeClient();
  audience.push(joiner.client);
  broker.attach(joiner.client);
  broker.attach(joiner.client);
  broker.attach(fakeClient({ answersApprovals: false }).client);
  assert.is(joiner.connection.asked.length, 1);
  assert.equal(joiner.connection.asked[0]?.params, connections[0]?.asked[0]?.params);
  joiner.connection.asked[0]?.answer({ optionId: "never" });
  assert.equal(await answer, { optionId: "never", by: "user" });
});

test("a client whose answer did not count is not asked again when it joins again", async () => {
  const { broker, audience, connections, ask } = fixture(true, true);
  const { answer } = await ask();
  connections[0]?.asked[0]?.answer({ optionId: "maybe" });
  await until(() => broker.pending.length === 1);
  broker.attach(audience[0] as Client);
  assert.is(connections[0]?.asked.length, 1);
  connections[1]?.asked[0]?.answer({ optionId: "yes" });
  assert.is((await answer).optionId, "yes");
});

test("too many questions at once are a no, not a growing heap", async () => {
  const { broker, connections } = fixture(true);
  const controller = new AbortController();
  const open = Array.from({ length: 256 }, (_, index) =>
    broker.requestApproval(request({ approvalId: `q${index}` }), controller.signal),
  );
  await until(() => connections[0]?.asked.length === 256);
  assert.is((await broker.requestApproval(request({ approvalId: "one more" }), controller.signal)).by, "unattended");
  controller.abort();
  await Promise.all(open);
  assert.equal(broker.pending, []);
});

test("what the question is about is durable before anybody is asked; if that fails, nobody is", async () => {
  const { client, connection } = fakeClient();
  const beforeAsking = async (): Promise<void> => {
    throw new Error("the disk is full");
  };
  const mask = <Value>(told: Value): Value => told;
  const broker = new ApprovalBroker({ sessionId: "s", audience: () => [client], beforeAsking, mask, report: () => {} });
  const error = await broker
    .requestApproval(request(), new AbortController().signal)
    .catch((thrown: unknown) => thrown);
  assert.instance(error, Error);
  assert.is(connection.asked.length, 0);
});

test.run();
