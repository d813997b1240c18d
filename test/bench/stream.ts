/** How fast deltas get through, beside a process that only writes the same lines; and what a client that stops reading costs. */
import { spawn } from "node:child_process";
import { mockPlan, removeHome, ServerFixture } from "../support/server-fixture.ts";
import type { Figure } from "./run.ts";
import { residentMiB } from "./start.ts";

const DELTAS = 20_000;
const STALLED_DELTAS = 200_000;
/** How long the reader that stops does not read. */
const STALL_MS = 3000;

export async function stream(): Promise<Figure[]> {
  const text = "x".repeat(DELTAS);
  const server = await ServerFixture.start({ capabilities: {} });
  const mountPlan = mockPlan([text], {
    providers: [{ module: "provider-mock", config: { responses: [text], chunk_chars: 1 } }],
  });
  const sessionId = await server.createSession({ mountPlan, ephemeral: true });
  const startedAt = performance.now();
  await server.call("session/execute", { sessionId, prompt: "hi" });
  const value = performance.now() - startedAt;
  const lines = server.client.notifications("session/event").map((message) => `${JSON.stringify(message)}\n`);
  await server.close();
  const floor = await writeLines(lines);
  return [
    {
      name: `${DELTAS} deltas in one turn`,
      value,
      unit: "ms",
      floor,
      floorName: "a node that only writes these lines",
    },
  ];
}

export async function stalledReader(): Promise<Figure[]> {
  const text = "x".repeat(STALLED_DELTAS);
  const server = await ServerFixture.start({ capabilities: {} });
  const mountPlan = mockPlan([text], {
    providers: [{ module: "provider-mock", config: { responses: [text], chunk_chars: 1 } }],
  });
  const sessionId = await server.createSession({ mountPlan, ephemeral: true });
  const before = residentMiB(server.process.pid);
  const turn = server.call("session/execute", { sessionId, prompt: "hi" });
  server.client.pause();
  await new Promise((resolve) => setTimeout(resolve, STALL_MS));
  const grown = residentMiB(server.process.pid) - before;
  server.client.resume();
  await turn;
  const deltas = server.events().filter(({ event }) => event === "content_block:delta");
  const arrived = deltas.map(({ data }) => String(data.delta)).join("").length;
  await server.crash();
  await removeHome(server.home);
  if (arrived !== STALLED_DELTAS) throw new Error(`${STALLED_DELTAS - arrived} characters were lost`);
  const name = `growth while a client does not read for ${STALL_MS} ms, ${STALLED_DELTAS} deltas, none lost`;
  return [{ name, value: Math.max(0, grown), unit: "MiB", floor: 64, floorName: "the limit that was promised" }];
}

/** Milliseconds until a child process has got the lines through its stdout to us. */
async function writeLines(lines: readonly string[]): Promise<number> {
  const program = `let all = ""; process.stdin.on("data", (chunk) => { all += chunk; });
    process.stdin.on("end", () => { process.stdout.write("\\n"); for (const line of all.split("\\n")) process.stdout.write(line + "\\n"); });`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["pipe", "pipe", "inherit"] });
  let startedAt = 0;
  child.stdout.once("data", () => {
    startedAt = performance.now();
  });
  child.stdout.on("data", () => {});
  child.stdin.end(lines.join(""));
  await new Promise((resolve) => child.once("close", resolve));
  return performance.now() - startedAt;
}
