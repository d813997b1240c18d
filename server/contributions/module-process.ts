/** One life of a module's process: started, greeted, spoken with over its stdin and stdout, ended with all that it started. */
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type * as z from "zod";
import type { JsonObject } from "../../kernel/index.ts";
import {
  BoundedOutput,
  childEnvironment,
  type Exit,
  type ProcessGroup,
  startGroup,
} from "../../modules/lib/child-process/index.ts";
import { redactText } from "../../modules/lib/redaction/index.ts";
import {
  capabilityGet,
  commonVersion,
  contributionFault,
  PROTOCOL_VERSIONS,
  processMount,
  processUnmount,
  providerDelta,
  toolOutput,
} from "../../protocol/index.ts";
import { DEFAULT_LIMITS, RpcError } from "../rpc/contracts.ts";
import { wireError } from "../rpc/errors.ts";
import { serveConnection } from "../rpc/index.ts";
import type { ExecSource } from "./exec-source.ts";
import { ConnectionPeer } from "./peer.ts";

export type Declared = z.output<ReturnType<typeof processMount.result>>;

export interface ProcessOptions {
  readonly source: ExecSource;
  /** Of the session. */
  readonly cwd: string;
  readonly greeting: JsonObject & { readonly id: string };
  readonly readCapability: (declared: Declared, name: string) => unknown;
  readonly report: (line: string) => void;
}

const LIMITS = { ...DEFAULT_LIMITS, drainTimeoutMs: 1000 };
const MAX_STDERR_BYTES = 16 * 1024;
/** Of what it said last, in the reason why it did not start. */
const MAX_TOLD_CHARS = 1000;
const MAX_REPORTED_LINES = 200;
const MAX_LINE_CHARS = 500;
/** How long it may take to leave by itself once it is told to. */
const LEAVE_MS = 1000;

export class ModuleProcess {
  readonly peer: ConnectionPeer;
  readonly declared: Declared;
  /** Resolves when it cannot answer any more and nothing of it is left. */
  readonly ended: Promise<Exit & { readonly stderr: string }>;
  readonly #group: ProcessGroup;

  private constructor(opened: Opened, declared: Declared) {
    this.#group = opened.group;
    this.peer = opened.peer;
    this.ended = opened.ended;
    this.declared = declared;
  }

  /** @throws Error whose message says what went wrong with the start or the handshake */
  static async start(options: ProcessOptions): Promise<ModuleProcess> {
    let declared: Declared | undefined;
    const opened = await open(options, () => declared);
    try {
      declared = await greet(opened, options);
      return new ModuleProcess(opened, declared);
    } catch (error) {
      await opened.group.end();
      const { code, signal, stderr } = await opened.ended;
      const kind = error instanceof RpcError ? error.data.kind : undefined;
      const { start_timeout_ms } = options.source.limits;
      if (kind === "timeout") throw new Error(`it did not answer module/mount within ${start_timeout_ms} ms`);
      if (kind !== "peer-gone") throw error;
      const how = signal === null ? `exited with ${code}` : `was ended by ${signal}`;
      const said = stderr === "" ? "" : `; it said: ${stderr.slice(-MAX_TOLD_CHARS)}`;
      throw new Error(`it ${how} before it answered module/mount${said}`);
    }
  }

  /** Says that it is over, waits a moment, and ends what is left. */
  async end(): Promise<void> {
    this.peer.notify(processUnmount.method, {});
    this.#group.stdin?.end();
    const grace = new Promise((done) => setTimeout(done, LEAVE_MS, undefined).unref());
    await Promise.race([this.#group.exited, grace]);
    await this.#group.end();
    await this.ended;
  }
}

interface Opened {
  readonly group: ProcessGroup;
  readonly peer: ConnectionPeer;
  readonly ended: ModuleProcess["ended"];
}

async function open(options: ProcessOptions, declared: () => Declared | undefined): Promise<Opened> {
  const group = await startGroup(commandOf(options));
  const stderr = keepStderr(group.stderr, options.report);
  const heard = [toolOutput.method, providerDelta.method];
  const { connection } = serveConnection({
    input: group.stdout,
    output: group.stdin as Writable,
    framing: "ndjson",
    limits: LIMITS,
    isReady: true,
    methods: (name) =>
      name === capabilityGet.method ? async (params) => readFor(options, declared(), params) : undefined,
    methodNames: () => [capabilityGet.method],
    notifications: (name) => (heard.includes(name) ? (params) => peer.take(name, params) : undefined),
    lifecycle: { initialize: async () => null },
    report: options.report,
  });
  const peer = new ConnectionPeer(connection);
  // A process that closes its stdout, or its stdin, is as good as gone: nothing of it is left running.
  connection.onClose(() => void group.end());
  peer.onGone(() => void group.end());
  const ended = group.exited.then(async (exit) => {
    await group.end();
    connection.close("output-gone");
    return { ...exit, stderr: await stderr() };
  });
  return { group, peer, ended };
}

/** Limits are those of a shell, which then becomes the program. */
function commandOf({ source, cwd: sessionCwd }: ProcessOptions) {
  const { command, args, env, limits } = source;
  const cwd = resolve(sessionCwd, source.cwd ?? ".");
  const file = command.includes("/") ? resolve(cwd, command) : command;
  const memory = limits.memory_mb === undefined ? [] : [`ulimit -v ${limits.memory_mb * 1024}`];
  const cpu = limits.cpu_seconds === undefined ? [] : [`ulimit -t ${limits.cpu_seconds}`];
  const common = { cwd, env: childEnvironment({ cwd, set: env }), hasInput: true };
  if (memory.length + cpu.length === 0) return { file, args, ...common };
  const script = [...memory, ...cpu, 'exec "$0" "$@"'].join(" && ");
  return { file: "/bin/sh", args: ["-c", script, file, ...args], ...common };
}

/** @throws Error, RpcError */
async function greet({ peer }: Opened, { source, greeting }: ProcessOptions): Promise<Declared> {
  const params = { protocolVersions: [...PROTOCOL_VERSIONS], ...greeting };
  const limit = { signal: new AbortController().signal, timeoutMs: source.limits.start_timeout_ms };
  const answer = await peer.request(processMount.method, params, limit);
  const problem = problemOf(answer);
  if (problem === undefined) return processMount.result().parse(answer);
  const { id: registrationId, session } = greeting;
  const { sessionId } = session as { sessionId: string };
  const about = { registrationId, sessionId, name: registrationId, kind: problem.kind, message: problem.message };
  peer.notify(contributionFault.method, about);
  throw new Error(problem.message);
}

function problemOf(answer: unknown): { kind: string; message: string } | undefined {
  const version = (answer as { protocolVersion?: unknown } | null)?.protocolVersion;
  if (typeof version === "string" && commonVersion([version]) === undefined) {
    const message = `it speaks version ${version} of the protocol; the server speaks ${PROTOCOL_VERSIONS.join(", ")}`;
    return { kind: "unsupported-version", message };
  }
  const { error } = processMount.result().safeParse(answer);
  if (error === undefined) return undefined;
  const lines = error.issues.map(({ path, message }) => `${path.join(".") || "the answer"}: ${message}`);
  return { kind: "contract-broken", message: `its answer to module/mount does not fit: ${lines.join("; ")}` };
}

async function readFor(
  { readCapability }: ProcessOptions,
  declared: Declared | undefined,
  params: unknown,
): Promise<unknown> {
  const { data } = capabilityGet.params().safeParse(params);
  if (data === undefined) throw wireError("invalid-params", "capability/get takes {name}: the name of a capability.");
  return { value: declared === undefined ? null : readCapability(declared, data.name) };
}

/** Reads it, so that it never blocks; reports its lines, and keeps what is worth telling when the process has died. */
function keepStderr(stderr: Readable, report: (line: string) => void): () => Promise<string> {
  const kept = new BoundedOutput(MAX_STDERR_BYTES);
  let lines = 0;
  stderr.on("data", (chunk: Buffer) => kept.push(chunk));
  const reader = createInterface({ input: stderr, crlfDelay: Number.POSITIVE_INFINITY });
  reader.on("line", (line) => {
    lines += 1;
    if (lines <= MAX_REPORTED_LINES) report(`stderr: ${redactText(line.slice(0, MAX_LINE_CHARS))}`);
  });
  const closed = once(reader, "close");
  return async () => {
    await Promise.race([closed, new Promise((done) => setTimeout(done, LEAVE_MS).unref())]);
    return redactText(kept.text()).trim();
  };
}
