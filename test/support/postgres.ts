/** A private PostgreSQL server for the length of a test file, from Debian's package: on a free port of loopback, as a user that is not root. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres, { type Sql } from "postgres";
import type { Requirement } from "./suite.ts";

const INSTALLED = "/usr/lib/postgresql";
const BINARIES = (existsSync(INSTALLED) ? readdirSync(INSTALLED) : [])
  .map((version) => join(INSTALLED, version, "bin"))
  .filter((directory) => existsSync(join(directory, "postgres")));
/** The Debian user and group that may do nothing: PostgreSQL refuses to run as root. */
const NOBODY = 65_534;
const IS_ROOT = process.getuid?.() === 0;
/** Below those that are given out for connections. */
const PORTS = [12_000, 32_000] as const;
export const PASSWORD = "geheim-4711-wort";

export const POSTGRES: Requirement = { name: "PostgreSQL (Debian: postgresql)", isMet: BINARIES.length > 0 };

export class PostgresServer {
  readonly directory: string;
  readonly port: number;
  #process: ChildProcess | undefined;
  #databases = 0;

  private constructor(directory: string, port: number) {
    this.directory = directory;
    this.port = port;
  }

  static async start(): Promise<PostgresServer> {
    const directory = await mkdtemp(join(tmpdir(), "ampd-postgres-"));
    const passwordFile = join(directory, "password");
    await writeFile(passwordFile, PASSWORD);
    if (IS_ROOT) for (const path of [directory, passwordFile]) await chown(path, NOBODY, NOBODY);
    const server = new PostgresServer(directory, await freePort());
    const options = [
      "-U",
      "ampd",
      "--auth=scram-sha-256",
      `--pwfile=${passwordFile}`,
      "--no-sync",
      "--locale=C",
      "-E",
      "UTF8",
    ];
    const [program, ...args] = asNobody([binary("initdb"), "-D", server.#data, ...options]);
    execFileSync(program, args, { stdio: "pipe" });
    await server.resume();
    return server;
  }

  get #data(): string {
    return join(this.directory, "data");
  }

  url(database = "postgres", password = PASSWORD): string {
    return `postgres://ampd:${password}@127.0.0.1:${this.port}/${database}`;
  }

  /** A database of its own, by its URL. */
  async newDatabase(): Promise<string> {
    this.#databases += 1;
    const name = `test${this.#databases}`;
    await this.ask(this.url(), (sql) => sql.unsafe(`CREATE DATABASE ${name}`));
    return this.url(name);
  }

  /** What a person with psql could do. */
  async ask<Value>(url: string, question: (sql: Sql) => PromiseLike<Value>): Promise<Value> {
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    try {
      return await question(sql);
    } finally {
      await sql.end();
    }
  }

  /** Starts it, again after `halt`. */
  async resume(): Promise<void> {
    const settings = {
      listen_addresses: "127.0.0.1",
      port: this.port,
      unix_socket_directories: "",
      fsync: "off",
      wal_writer_delay: "10s",
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const [program, ...args] = asNobody([binary("postgres"), "-D", this.#data, ...flags]);
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"], cwd: this.directory });
    this.#process = child;
    let log = "";
    await new Promise<void>((ready, fail) => {
      child.once("exit", () => fail(new Error(`postgres ended:\n${log}`)));
      child.stderr?.on("data", (chunk: Buffer) => {
        log += chunk.toString();
        if (log.includes("ready to accept connections")) ready();
      });
    });
  }

  /** Ends it at once; every connection breaks. */
  async halt(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGQUIT");
    await ended;
  }

  async stop(): Promise<void> {
    await this.halt();
    await rm(this.directory, { recursive: true, force: true });
  }
}

function binary(name: string): string {
  return join(BINARIES.at(-1) ?? "", name);
}

/** It ends with the test, however the test ends. */
function asNobody(command: readonly string[]): [string, ...string[]] {
  const drop = IS_ROOT ? [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"] : [];
  return ["setpriv", ...drop, "--pdeathsig=QUIT", "--", ...command];
}

/** One that the system gives to nobody by itself: so it is still free when the server is there, and whenever it comes back. */
async function freePort(): Promise<number> {
  const port = randomInt(...PORTS);
  const probe = createServer();
  const isFree = await new Promise<boolean>((resolve, reject) => {
    probe.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(false) : reject(error),
    );
    probe.listen(port, "127.0.0.1", () => resolve(true));
  });
  if (!isFree) return freePort();
  probe.close();
  await once(probe, "close");
  return port;
}
