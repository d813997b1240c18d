/** Requests of the server: answered whenever the handler is done, while other messages go on; withdrawn by `$/cancelRequest`. */
import { equal, is, match } from "uvu/assert";
import { approvalRequest, sessionEvent } from "../../../protocol/index.ts";
import { suite } from "../../support/suite.ts";
import { connected } from "./fake-server.ts";

const test = suite("AmpdClient handlers");
const EVENT = { sessionId: "s", seq: 1, ts: "", event: "x", data: {} };

test("an answer may come after later messages", async () => {
  let answer = (_optionId: string): void => {};
  const onApproval = () =>
    new Promise<{ optionId: string }>((resolve) => {
      answer = (optionId) => resolve({ optionId });
    });
  const { client, server } = await connected({ onApproval });
  const heard = new Promise<void>((resolve) => client.onNotification(sessionEvent, () => resolve()));
  server.send({ id: 7, method: "approval/request", params: {} });
  server.send({ method: "session/event", params: EVENT });
  await heard;
  answer("yes");
  const { id, result } = await server.next();
  equal({ id, result }, { id: 7, result: { optionId: "yes" } });
});

test("a request that is withdrawn aborts its signal, and is answered", async () => {
  const { client, server } = await connected();
  client.onRequest(
    approvalRequest,
    (_question, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
  );
  server.send({ id: "q", method: "approval/request", params: {} });
  server.send({ method: "$/cancelRequest", params: { id: "q" } });
  const { id, error } = await server.next();
  equal([id, error?.code], ["q", -32800]);
});

test("a method without a handler, and a handler that throws", async () => {
  const { client, server } = await connected();
  server.send({ id: 1, method: "tool/execute", params: {} });
  is((await server.next()).error?.code, -32601);
  client.onRequest(approvalRequest, () => {
    throw new Error("broken");
  });
  server.send({ id: 2, method: "approval/request", params: {} });
  const { error } = await server.next();
  is(error?.code, -32603);
  match(error?.message ?? "", /broken/);
});

test("a listener that is undone hears no more", async () => {
  const { client, server } = await connected();
  const heard: number[] = [];
  const undo = client.onNotification(sessionEvent, ({ seq }) => heard.push(seq));
  const last = new Promise<void>((resolve) => client.onNotification(sessionEvent, ({ seq }) => seq === 3 && resolve()));
  client.onNotification(sessionEvent, ({ seq }) => seq === 2 && undo());
  for (const seq of [1, 2, 3]) server.send({ method: "session/event", params: { ...EVENT, seq } });
  await last;
  equal(heard, [1, 2]);
});

test.run();
