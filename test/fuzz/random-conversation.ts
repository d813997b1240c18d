/** Makes up what a client may send, right and wrong, and knows which requests in it must be answered. */
import { frame, notification, request, type WireFraming } from "../support/wire/frames.ts";
import type { Random } from "./random.ts";

export interface Conversation {
  readonly bytes: Buffer;
  /** Ids of the requests in frames that are right; each is due one response. */
  readonly dueIds: readonly (string | number)[];
}

const METHODS = [
  "test/echo",
  "test/nothing",
  "test/throw",
  "test/fail",
  "test/cycle",
  "none",
  "__proto__",
  "$/foo",
  "test/notify-then-reply",
];
/** No letter of a header: the decoder is allowed to take one for what it looks like. */
const NOISE = [...'{}[]"\\,:;0123456789 \t\r\n-+.xyz\u0000\u2028ü🙂'];
const MAX_PIECES = 60;

export function makeUpConversation(random: Random, framing: WireFraming): Conversation {
  const pieces: Buffer[] = [frame(JSON.stringify(request("init", "initialize", {})), framing)];
  const dueIds: (string | number)[] = ["init"];
  /** 0 and "0", 1 and "1": neighbours are as alike as ids can be. */
  const newId = (): string | number => {
    const number = Math.floor(dueIds.length / 2);
    const id = dueIds.length % 2 === 0 ? number : `${number}`;
    dueIds.push(id);
    return id;
  };
  const count = random.below(MAX_PIECES);
  for (let piece = 0; piece < count; piece++) pieces.push(makeUpPiece({ random, framing, newId }));
  return { bytes: Buffer.concat(pieces), dueIds };
}

interface Making {
  readonly random: Random;
  readonly framing: WireFraming;
  readonly newId: () => string | number;
}

function makeUpPiece(making: Making): Buffer {
  const { random, framing } = making;
  const roll = random.next();
  if (roll < 0.5) return frame(JSON.stringify(rightMessage(making)), framing);
  if (roll < 0.6)
    return frame(JSON.stringify(Array.from({ length: 1 + random.below(6) }, () => rightMessage(making))), framing);
  if (roll < 0.75) return frame(JSON.stringify(wrongMessage(random)), framing);
  if (roll < 0.9) return frame(brokenBody(random, framing), framing);
  return framing === "lsp" ? brokenFrame(random) : Buffer.concat([Buffer.from("\ufeff \r\n\n")]);
}

function rightMessage({ random, newId }: Making): unknown {
  const params = random.pick([
    undefined,
    {},
    [],
    { count: 2 },
    { text: "ü\u2028🙂\n".repeat(random.below(50)) },
    [null, { a: [[[]]] }],
  ]);
  if (random.isTrue(0.7)) return request(newId(), random.pick(METHODS), params);
  if (random.isTrue(0.5)) return notification(random.pick(["test/unheard", "$/setTrace", "$/unheard"]), params);
  return notification("$/cancelRequest", { id: random.pick([random.below(60), `${random.below(60)}`, "none", null]) });
}

function wrongMessage(random: Random): unknown {
  return random.pick<unknown>([
    42,
    null,
    "text",
    [],
    [1, [2], {}],
    {},
    { jsonrpc: "2.0" },
    { jsonrpc: "1.0", method: "test/echo" },
    { jsonrpc: "2.0", method: 5 },
    { jsonrpc: "2.0", id: {}, method: "test/echo" },
    { jsonrpc: "2.0", id: 1.5, method: "test/echo" },
    { jsonrpc: "2.0", id: 2 ** 60, method: "test/echo" },
    { jsonrpc: "2.0", id: 7_000_000, result: { a: 1 } },
    { jsonrpc: "2.0", id: "0", error: 5 },
    { jsonrpc: "2.0", id: null, error: { code: 1 } },
    { jsonrpc: "2.0", method: "$/cancelRequest", params: 5 },
    { jsonrpc: "2.0", method: "test/unheard", params: "text" },
    { jsonrpc: "2.0", method: "test/unheard", deep: JSON.parse("[".repeat(200) + "]".repeat(200)) },
  ]);
}

function brokenBody(random: Random, framing: WireFraming): Buffer {
  const kind = random.below(4);
  if (kind === 0) return withoutLineEnds(random.bytes(random.below(200)), framing);
  if (kind === 1) return Buffer.from(`{"long":"${"x".repeat(5_000 + random.below(5_000))}"}`);
  if (kind === 2) return withoutLineEnds(Buffer.from(noise(random, 100)), framing);
  const whole = Buffer.from(JSON.stringify(request("broken", "test/echo", { text: "ü".repeat(random.below(30)) })));
  return whole.subarray(0, random.below(whole.length));
}

/** Every way to spoil a frame of which the next frame is to be found. */
function brokenFrame(random: Random): Buffer {
  const body = JSON.stringify({
    jsonrpc: "2.0",
    method: "test/unheard",
    params: { text: "ü".repeat(random.below(20)) },
  });
  const length = Buffer.byteLength(body);
  const header = random.pick([
    `Content-Length: ${length + 1 + random.below(30)}\r\n\r\n`,
    `Content-Length: ${Math.max(0, length - 1 - random.below(30))}\r\n\r\n`,
    `Content-Length: ${length}00000\r\n\r\n`,
    `Content-Length: ${random.pick(["-5", "4abc", "0x10", "1e3", ""])}\r\n\r\n`,
    `Content-Length: 1\r\nContent-Length: 2\r\n\r\n`,
    `X-Other: 1\r\n\r\n`,
    "no header\r\n",
    noise(random, 60),
  ]);
  return Buffer.from(header + body);
}

function noise(random: Random, maxLength: number): string {
  return Array.from({ length: random.below(maxLength) }, () => random.pick(NOISE)).join("");
}

function withoutLineEnds(bytes: Buffer, framing: WireFraming): Buffer {
  return framing === "lsp" ? bytes : Buffer.from(bytes.filter((byte) => byte !== 0x0a));
}
