/** Parts of an answer that its provider does not wait for, and failures of hooks that nobody waits for. */
import { once } from "node:events";
import * as assert from "uvu/assert";
import { Contributions, type Wire } from "../../../clients/node/contributions.ts";
import { suite } from "../../support/suite.ts";

const test = suite("what a gift says");

type Handler = (params: object, context: { readonly signal: AbortSignal }) => unknown;

/** A server that has room for one part at a time, and says so when it is told to. */
function wired(): { wire: Wire; ask: (method: string, params: object) => unknown; told: object[]; take(): void } {
  const handlers = new Map<string, Handler>();
  const told: object[] = [];
  const on = ({ method }: { readonly method: string }, handler: unknown) => {
    handlers.set(method, handler as Handler);
    return () => {};
  };
  const wire = { onRequest: on, onNotification: on, notify: (_: unknown, params: object) => void told.push(params) };
  const { signal } = new AbortController();
  const ask = (method: string, params: object): unknown => handlers.get(method)?.(params, { signal });
  const take = () => ask("provider/ack", { requestId: "r", sequence: told.length - 1 });
  return { wire: wire as unknown as Wire, ask, told, take };
}

test("an answer comes behind all of its parts, in their order, though its provider waits for none", async () => {
  const { wire, ask, told, take } = wired();
  const pieces = ["one", "two", "three", "four"];
  new Contributions(wire).add({
    provider: {
      name: "own",
      models: [],
      complete: async (_, { onPart }) => {
        for (const text of pieces) void onPart({ type: "delta", kind: "text", index: 0, text } as never);
        return { content: [], stopReason: "end_turn" } as never;
      },
    },
  });
  let isAnswered = false;
  const params = { registrationId: "x", name: "own", window: 1, request: { request_id: "r" } };
  const answer = (ask("provider/complete", params) as Promise<unknown>).then(() => {
    isAnswered = true;
  });
  for (const [index] of pieces.entries()) {
    while (told.length <= index) await new Promise(setImmediate);
    assert.is(told.length, index + 1);
    // The last one may be followed at once.
    if (told.length < pieces.length) assert.not(isAnswered);
    take();
  }
  await answer;
  assert.equal(
    told.map((params) => (params as { part: { text: string } }).part.text),
    pieces,
  );
});

test("a hook that fails while it only observes is a warning of the process, once", async () => {
  const { wire, ask } = wired();
  const failing = () => Promise.reject(new Error("no disk"));
  new Contributions(wire).add({ hooks: [{ name: "own", events: ["tool:*"], invoke: failing }] });
  const seen: Error[] = [];
  const note = (warning: Error) => void seen.push(warning);
  process.on("warning", note);
  const warned = once(process, "warning");
  const event = { event: "tool:output", data: {} };
  ask("hook/observe", { registrationId: "x", name: "own", events: [event, event] });
  await warned;
  await new Promise(setImmediate);
  process.off("warning", note);
  assert.equal(
    seen.map(({ message }) => message),
    ['the hook "own" failed at tool:output: no disk'],
  );
});

test.run();
