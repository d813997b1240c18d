/** `ampd serve` on a socket of its own, and raw clients that join it. */
import { type ChildProcess, spawn } from "node:child_process";
import { connect } from "node:net";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { type Home, makeHome, removeHome } from "./server-fixture.ts";
import { ROOT } from "./source-files.ts";
import type { Json } from "./wire/frames.ts";
import { RawClient } from "./wire/raw-client.ts";

export interface ServedSocket {
  readonly home: Home;
  readonly path: string;
  readonly process: ChildProcess;
  readonly exit: Promise<number | null>;
}

export function spawnAmpd(home: Home, args: readonly string[]): ChildProcess {
  const env = { PATH: process.env.PATH ?? "", HOME: home.root, AMPD_HOME: home.root };
  return spawn(process.execPath, [join(ROOT, "dist", "ampd.js"), ...args], {
    cwd: home.workspace,
    env,
    stdio: ["pipe", "pipe", "pipe"],
  });
}

export const exitOf = (child: ChildProcess): Promise<number | null> => {
  return new Promise((resolve) => child.once("close", resolve));
};

/** Gone when the body is done. */
export async function withServedSocket(body: (served: ServedSocket) => Promise<void>): Promise<void> {
  const home = await makeHome();
  const path = join(home.workspace, "ampd.sock");
  const child = spawnAmpd(home, ["serve", "--socket", path]);
  const served = { home, path, process: child, exit: exitOf(child) };
  try {
    await untilReachable(path);
    await body(served);
  } finally {
    child.kill("SIGTERM");
    await served.exit;
    await removeHome(home);
  }
}

/** An initialized client. */
export async function joinKernel({ path }: ServedSocket, capabilities: Json = {}): Promise<RawClient> {
  const socket = connect({ path, allowHalfOpen: true });
  const client = new RawClient({ toServer: socket, fromServer: socket, framing: "ndjson" });
  const params = { protocolVersions: ["1.0"], clientInfo: { name: "test" }, capabilities };
  const reply = await client.request("init", "initialize", params);
  assert.ok(reply.result, JSON.stringify(reply.error));
  return client;
}

/** Tries until somebody accepts; each try ends by itself. */
export async function untilReachable(path: string): Promise<void> {
  const accepts = (): Promise<boolean> =>
    new Promise((resolve) => {
      const probe = connect(path);
      probe.once("connect", () => {
        probe.destroy();
        resolve(true);
      });
      probe.once("error", () => resolve(false));
    });
  while (!(await accepts()));
}
