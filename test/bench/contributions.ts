/** What a call costs that leaves the process: a tool and a hook in a child process, beside the same in the process. */
import { join } from "node:path";
import { mockPlan, removeHome, ServerFixture } from "../support/server-fixture.ts";
import { ROOT } from "../support/source-files.ts";
import type { Figure } from "./run.ts";
import { median } from "./start.ts";

const CALLS = 300;
const ODD = `exec:${process.execPath} ${join(ROOT, "test", "support", "odd-module.mjs")}`;

export async function contributions(): Promise<Figure[]> {
  const server = await ServerFixture.start({ capabilities: {} });
  const tools = [{ module: "tool-todo" }, { module: "odd-one", source: `${ODD} plain` }];
  const plan = mockPlan(["x"], { tools });
  const hooked = { ...plan, hooks: [{ module: "odd-hook", source: `${ODD} hook` }] };
  const sessionId = await server.createSession({ mountPlan: plan, ephemeral: true, subscribe: false });
  const hookedId = await server.createSession({ mountPlan: hooked, ephemeral: true, subscribe: false });
  const names = ((await server.call("tool/list", { sessionId })).tools as { name: string }[]).map(({ name }) => name);
  const inside = names.find((name) => name !== "odd") ?? "odd";
  const insideMs = await timeOf(server, { sessionId, name: inside });
  const outsideMs = await timeOf(server, { sessionId, name: "odd" });
  const hookedMs = await timeOf(server, { sessionId: hookedId, name: inside });
  await server.crash();
  await removeHome(server.home);
  const floorName = `${inside}, in the process`;
  return [
    { name: "a tool call in another process", value: outsideMs, unit: "ms", floor: insideMs, floorName },
    { name: "a tool call with a hook in another process", value: hookedMs, unit: "ms", floor: insideMs, floorName },
  ];
}

async function timeOf(server: ServerFixture, params: { sessionId: string; name: string }): Promise<number> {
  const times: number[] = [];
  for (let call = 0; call < CALLS; call++) {
    const startedAt = performance.now();
    await server.call("tool/call", { ...params, input: {} });
    times.push(performance.now() - startedAt);
  }
  return median(times);
}
