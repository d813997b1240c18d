/**
 * Runs the client's part of the official conformance suite for one revision of MCP. The suite starts a server and a client for each
 * scenario; the client hands its scenario to `play`, in this process, so that no scenario pays for loading ampd.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { ROOT } from "../source-files.ts";
import { inTemporaryDirectory } from "../temporary-directory.ts";

export type Revision = "2025-11-25" | "2026-07-28";

export interface Scenario {
  readonly name: string;
  /** Of the suite's server. */
  readonly url: string;
  readonly context: Readonly<Record<string, unknown>>;
}

export interface Verdict {
  /** How many of the suite's checks. */
  readonly passed: number;
  readonly isGreen: boolean;
  /** What the suite says, check by check where one failed. */
  readonly words: string;
  /** What `play` failed with: some scenarios want that. */
  readonly failure?: unknown;
}

const HERE = dirname(fileURLToPath(import.meta.url));
const SUITE = join(ROOT, "node_modules/@modelcontextprotocol/conformance");
/** The suite starts all scenarios at once; they are played a few at a time, so that the last ones wait. */
const SCENARIO_TIMEOUT_MS = 240_000;
const MAX_PLAYING = 4;
const VERDICT = /^([✓✗]) (\S+): (\d+) passed.*(?:\n {4}- .*)*/gmu;

/** What the revision demands of a client. */
export async function requiredScenarios(revision: Revision): Promise<string[]> {
  const text = await readFile(join(SUITE, "requirements", `${revision}.yaml`), "utf8");
  return (parse(text) as { client: string[] }).client;
}

/** By scenario; `play` rejects where the client fails. */
export async function runSuite(
  revision: Revision,
  play: (scenario: Scenario) => Promise<void>,
): Promise<ReadonlyMap<string, Verdict>> {
  const failures = new Map<string, unknown>();
  const run = aFewAtATime((scenario) => play(scenario).catch((error) => void failures.set(scenario.name, error)));
  let report = "";
  await inTemporaryDirectory(async (directory) => {
    const path = join(directory, "socket");
    const server = createServer((socket) => void answer(socket, run)).listen(path);
    await once(server, "listening");
    try {
      report = await runProgram(revision, path, directory);
    } finally {
      server.close();
      await once(server, "close");
    }
  });
  const found = [...report.matchAll(VERDICT)].map(([words, mark, name = "", passed]) => {
    return [name, { passed: Number(passed), isGreen: mark === "✓", words, failure: failures.get(name) }] as const;
  });
  return new Map(found);
}

async function runProgram(revision: Revision, socket: string, directory: string): Promise<string> {
  const command = `${process.execPath} ${join(HERE, "forward.mjs")} ${socket}`;
  const own = ["client", "--command", command, "--requirements", revision];
  const limits = ["--timeout", String(SCENARIO_TIMEOUT_MS), "-o", join(directory, "results"), "--verbose"];
  const program = ["--import", join(HERE, "run-on-node-20.mjs"), join(SUITE, "dist/index.js")];
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, [...program, ...own, ...limits], { env, stdio: ["ignore", "pipe", "pipe"] });
  const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return `${said}\n${complained}`;
}

function aFewAtATime(run: (scenario: Scenario) => Promise<void>): (scenario: Scenario) => Promise<void> {
  const lanes = Array.from({ length: MAX_PLAYING }, () => Promise.resolve());
  let count = 0;
  return async (scenario) => {
    const lane = count % MAX_PLAYING;
    count += 1;
    const turn = (lanes[lane] ?? Promise.resolve()).then(() => run(scenario));
    lanes[lane] = turn;
    await turn;
  };
}

async function answer(socket: Socket, run: (scenario: Scenario) => Promise<void>): Promise<void> {
  socket.on("error", () => {});
  for await (const line of createInterface({ input: socket })) {
    await run(JSON.parse(line) as Scenario);
    socket.end();
    return;
  }
}
