/** How long it takes until a client has an answer, and what an idle server weighs; beside a bare Node process. */
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mockPlan, removeHome, ServerFixture } from "../support/server-fixture.ts";
import type { Figure } from "./run.ts";

const ROUNDS = 9;

export async function start(): Promise<Figure[]> {
  const floor = median(Array.from({ length: ROUNDS }, () => elapsed(() => spawnSync(process.execPath, ["-e", "0"]))));
  const initialize: number[] = [];
  const firstTurn: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    const server = await ServerFixture.start({ capabilities: {} });
    initialize.push(performance.now() - startedAt);
    const sessionId = await server.createSession({ mountPlan: mockPlan(["Hello."]), ephemeral: true });
    await server.call("session/execute", { sessionId, prompt: "hi" });
    firstTurn.push(performance.now() - startedAt);
    await server.close();
  }
  const floorName = "node -e 0, from start to end";
  return [
    { name: "start to the answer of initialize", value: median(initialize), unit: "ms", floor, floorName },
    { name: "start to the end of a first turn", value: median(firstTurn), unit: "ms", floor, floorName },
  ];
}

export async function memory(): Promise<Figure[]> {
  const bare = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6); process.stdout.write('ready')"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await new Promise((resolve) => bare.stdout.once("data", resolve));
  const floor = residentMiB(bare.pid);
  bare.kill("SIGKILL");
  const server = await ServerFixture.start({ capabilities: {} });
  const idle = residentMiB(server.process.pid);
  const sessionId = await server.createSession({ mountPlan: mockPlan(["Hello."]), ephemeral: true });
  await server.call("session/execute", { sessionId, prompt: "hi" });
  const used = residentMiB(server.process.pid);
  await server.crash();
  await removeHome(server.home);
  const floorName = "an idle bare node";
  return [
    { name: "memory after initialize", value: idle, unit: "MiB", floor, floorName },
    { name: "memory after a first turn", value: used, unit: "MiB", floor, floorName },
  ];
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

export function residentMiB(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

function elapsed(run: () => void): number {
  const startedAt = performance.now();
  run();
  return performance.now() - startedAt;
}
