import * as assert from "uvu/assert";
import type { StreamPart } from "../../../kernel/index.ts";
import { PartRelay } from "../../../server/contributions/part-relay.ts";
import { systemClock } from "../../../server/rpc/system-clock.ts";
import { suite } from "../../support/suite.ts";

const test = suite("the window of a contributed provider");

function scene(window: number) {
  const acks: unknown[] = [];
  let hear: (params: unknown) => void = () => {};
  const peer = {
    request: () => Promise.reject(new Error("nothing is asked")),
    notify: (_method: string, params: unknown) => void acks.push(params),
    listen: (_method: string, listener: typeof hear) => {
      hear = listener;
      return () => {};
    },
    hasRoom: true,
    onGone: () => () => {},
  };
  const taken: StreamPart[] = [];
  let release = (): void => {};
  const room = new Promise<void>((resolve) => {
    release = resolve;
  });
  const onPart = async (part: StreamPart): Promise<void> => {
    await room;
    taken.push(part);
  };
  const relay = new PartRelay({ peer, requestId: "r", onPart, window, silenceMs: 60_000, clock: systemClock });
  const send = (sequence: number): void =>
    hear({ requestId: "r", sequence, part: { type: "delta", block_index: 0, block_type: "text", text: "x" } });
  return { relay, send, taken, acks, release };
}

test("as many parts as the window has may wait, and each is acknowledged when it was taken", async () => {
  const { relay, send, taken, acks, release } = scene(3);
  for (const sequence of [0, 1, 2]) send(sequence);
  assert.not(relay.broken.aborted);
  assert.equal(acks, []);
  release();
  await relay.settled();
  assert.is(taken.length, 3);
  assert.equal(
    acks,
    [0, 1, 2].map((sequence) => ({ requestId: "r", sequence })),
  );
  relay.end();
});

test("one more breaks the contract", () => {
  const { relay, send } = scene(3);
  for (const sequence of [0, 1, 2, 3]) send(sequence);
  assert.match(String(relay.broken.reason), /more than 3 came without waiting for provider\/ack/);
  relay.end();
});

test("so does a gap", () => {
  const { relay, send } = scene(3);
  send(1);
  assert.match(String(relay.broken.reason), /its sequence is 1, and 0 was due/);
  relay.end();
});

test.run();
