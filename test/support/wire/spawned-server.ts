/** The tiny server as a process of its own, over real pipes. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { WireFraming } from "./frames.ts";
import { RawClient } from "./raw-client.ts";

const SERVER = fileURLToPath(new URL("tiny-server.ts", import.meta.url));

export interface SpawnedServer {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly client: RawClient;
  /** The exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals | null>;
  readonly stderr: () => string;
}

export function spawnServer(framing: WireFraming = "ndjson", limits: object = {}): SpawnedServer {
  const child = spawn(process.execPath, ["--import", "tsx", SERVER, JSON.stringify(limits)], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  const stderr: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => stderr.push(text));
  const exited = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once("close", (code, signal) => resolve(code ?? signal));
  });
  const client = new RawClient({ toServer: child.stdin, fromServer: child.stdout, framing });
  return { child, client, exited, stderr: () => stderr.join("") };
}
