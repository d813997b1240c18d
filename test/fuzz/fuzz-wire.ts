/** Holds random conversations with a connection, and checks that each ends, and that each right request has one response. */
import { withDeadline } from "../support/suite.ts";
import type { WireFraming } from "../support/wire/frames.ts";
import { servedPair } from "../support/wire/served-pair.ts";
import { Random } from "./random.ts";
import { type Conversation, makeUpConversation } from "./random-conversation.ts";

const LIMITS = { maxFrameBytes: 4096, maxDepth: 32, maxPendingRequests: 16, maxEgressBytes: 4096 };

/** @throws with the seed in its message */
export async function fuzzOnce(seed: number): Promise<void> {
  const random = new Random(seed);
  const framing = random.pick<WireFraming>(["lsp", "ndjson"]);
  const conversation = makeUpConversation(random, framing);
  const served = servedPair({ speaks: framing, limits: LIMITS });
  const title = `seed ${seed} (${framing})`;
  await withDeadline(title, async () => {
    await writeInChunks(served.client, conversation.bytes, random);
    served.client.end();
    await served.finished;
    // What was written is in the stream; the client has read all of it when nothing is left there.
    while (served.output.readableLength > 0) await turn();
    await turn();
  });
  const problem = findProblem(conversation, served);
  if (problem !== undefined) throw new Error(`${title}: ${problem}`);
}

async function writeInChunks(client: { write(bytes: Buffer): void }, bytes: Buffer, random: Random): Promise<void> {
  const maxChunk = random.pick([1, 7, 100, 10_000]);
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + random.below(maxChunk);
    client.write(bytes.subarray(at, at + size));
    at += size;
    if (random.isTrue(0.3)) await turn();
  }
}

function findProblem({ dueIds }: Conversation, { client, reports }: ReturnType<typeof servedPair>): string | undefined {
  const counts = new Map<unknown, number>();
  for (const message of client.received.flat()) {
    if ("method" in message || message.id === null) continue;
    counts.set(message.id, (counts.get(message.id) ?? 0) + 1);
  }
  for (const id of dueIds) {
    const count = counts.get(id) ?? 0;
    if (count !== 1) return `request ${JSON.stringify(id)} has ${count} responses`;
    counts.delete(id);
  }
  const [stray] = counts.keys();
  if (stray !== undefined) return `a response for ${JSON.stringify(stray)}, which was never asked`;
  const fault = reports.find((line) => line.startsWith("dispatcher:"));
  return fault === undefined ? undefined : `the dispatcher has met a fault: ${fault}`;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
