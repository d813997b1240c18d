/** How long a session of 10,000 messages takes to come back, beside reading and parsing its journal. */
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mockPlan, ServerFixture } from "../support/server-fixture.ts";
import type { Figure } from "./run.ts";

export const MESSAGES = 10_000;

export async function resume(): Promise<Figure[]> {
  const first = await ServerFixture.start({ capabilities: {} });
  const sessionId = await first.createSession({ mountPlan: mockPlan(["Hello."]), sessionId: "long" });
  await first.call("session/execute", { sessionId, prompt: "hi" });
  await first.crash();
  const path = join(first.home.root, "sessions", "long", "journal.jsonl");
  appendFileSync(path, Array.from({ length: MESSAGES }, (_, index) => record(index)).join(""));
  const startedAt = performance.now();
  for (const line of readFileSync(path, "utf8").trim().split("\n")) JSON.parse(line);
  const floor = performance.now() - startedAt;
  const second = await ServerFixture.start({ capabilities: {}, home: first.home });
  const resumedAt = performance.now();
  await second.call("session/resume", { sessionId });
  const value = performance.now() - resumedAt;
  await second.close();
  return [
    { name: `resume of ${MESSAGES} messages`, value, unit: "ms", floor, floorName: "reading and parsing the journal" },
  ];
}

export function record(index: number): string {
  const role = index % 2 === 0 ? "user" : "assistant";
  const message = { role, content: [{ type: "text", text: `message ${index} ${"lorem ipsum ".repeat(20)}` }] };
  return `${JSON.stringify({ type: "message", turn: 1, message, ts: "2026-01-01T00:00:00.000Z" })}\n`;
}
