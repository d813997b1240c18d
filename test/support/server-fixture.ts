/** The built ampd as a child process, in a home of its own, driven by raw messages: what a client of any language would see. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { filesUnder } from "./living-folder.ts";
import { ROOT } from "./source-files.ts";
import type { Json, WireFraming } from "./wire/frames.ts";
import { RawClient } from "./wire/raw-client.ts";

export interface FixtureOptions {
  readonly framing?: WireFraming;
  readonly env?: Readonly<Record<string, string>>;
  readonly capabilities?: Json;
  readonly args?: readonly string[];
  /** Continues in the home of an earlier server. */
  readonly home?: Home;
  /** The system lets no file grow beyond so many blocks, of 512 bytes or 1 KiB: a disk that is full, without being root. */
  readonly maxFileBlocks?: number;
}

/** A place for a server's files, and a directory to work in. */
export interface Home {
  readonly root: string;
  readonly workspace: string;
}

export interface RpcFailure {
  readonly code: number;
  readonly message: string;
  readonly data: { readonly kind: string; readonly retryable: boolean; readonly problems?: readonly Json[] } & Json;
}

export async function makeHome(): Promise<Home> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "ampd-home-")));
  const workspace = await realpath(await mkdtemp(join(tmpdir(), "ampd-workspace-")));
  return { root, workspace };
}

export async function removeHome(home: Home): Promise<void> {
  await rm(home.root, { recursive: true, force: true });
  await rm(home.workspace, { recursive: true, force: true });
}

/** Everything that is stored of a session, by file name. */
export async function storedFiles(home: Home, sessionId: string): Promise<Map<string, string>> {
  const directory = join(home.root, "sessions", sessionId);
  return new Map((await filesUnder(directory)).map(({ name, text }) => [name, text]));
}

export class ServerFixture {
  readonly client: RawClient;
  readonly home: Home;
  readonly process: ChildProcess;
  /** What the process ended with. */
  readonly exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  stderr = "";
  #ids = 0;

  private constructor(child: ChildProcess, home: Home, framing: WireFraming) {
    this.process = child;
    this.home = home;
    this.exit = new Promise((resolve) => child.once("close", (code, signal) => resolve({ code, signal })));
    child.stderr?.on("data", (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    this.client = new RawClient({ toServer: child.stdin as Writable, fromServer: child.stdout as Readable, framing });
  }

  /** Started, and initialized unless `capabilities` are left out. */
  static async start(options: FixtureOptions = {}): Promise<ServerFixture> {
    const home = options.home ?? (await makeHome());
    const { maxFileBlocks: most, args = [] } = options;
    const ampd = [process.execPath, join(ROOT, "dist", "ampd.js"), ...args];
    const [program = "", ...rest] =
      most === undefined ? ampd : ["/bin/sh", "-c", `ulimit -f ${most} && exec "$@"`, "sh", ...ampd];
    const child = spawn(program, rest, {
      cwd: home.workspace,
      env: { PATH: process.env.PATH ?? "", HOME: home.root, AMPD_HOME: home.root, ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const server = new ServerFixture(child, home, options.framing ?? "ndjson");
    if (options.capabilities !== undefined) await server.initialize(options.capabilities);
    return server;
  }

  async initialize(capabilities: Json = {}): Promise<Json> {
    const params = { protocolVersions: ["1.0"], clientInfo: { name: "test" }, capabilities };
    return this.call("initialize", params);
  }

  /** The result. @throws RequestFailed when the answer is an error */
  async call(method: string, params: Json = {}): Promise<Json> {
    const response = await this.send(method, params).response;
    if (response.error === undefined) return response.result as Json;
    throw new RequestFailed(method, response.error as RpcFailure);
  }

  /** The error that the answer must be. */
  async failure(method: string, params: Json = {}): Promise<RpcFailure> {
    const response = await this.send(method, params).response;
    if (response.error !== undefined) return response.error as RpcFailure;
    throw new Error(`${method} was expected to fail, and answered ${JSON.stringify(response.result)}`);
  }

  send(method: string, params: Json = {}): { readonly id: number; readonly response: Promise<Json> } {
    this.#ids += 1;
    const id = this.#ids;
    return { id, response: this.client.request(id, method, params) };
  }

  /** A session of a scripted mock provider, or of the plan that is given. */
  async createSession(params: Json): Promise<string> {
    return (await this.call("session/create", { cwd: this.home.workspace, ...params })).sessionId as string;
  }

  /** The data of every `session/event` that has come, in order. */
  events(sessionId?: string): { seq: number; event: string; data: Json; ephemeral?: true }[] {
    const params = this.client.notifications("session/event").map((message) => message.params as Json);
    return params.filter((one) => sessionId === undefined || one.sessionId === sessionId) as never;
  }

  /** The first event with this name, also one that has come already. */
  async event(name: string, matches: (data: Json) => boolean = () => true): Promise<Json> {
    const message = await this.client.message(({ method, params }) => {
      const event = params as { event?: string; data?: Json } | undefined;
      return method === "session/event" && event?.event === name && matches(event.data ?? {});
    });
    return (message.params as { data: Json }).data;
  }

  /** The history, as `session/messages` tells it. */
  async messages(sessionId: string): Promise<HistoryMessage[]> {
    const { messages } = await this.call("session/messages", { sessionId, limit: 1000 });
    return messages as HistoryMessage[];
  }

  /** The question that comes as the `count`th one. */
  async approval(
    count = 1,
  ): Promise<{ id: unknown; params: Json & { approvalId: string; options: { id: string; kind: string }[] } }> {
    const asked = (): Json[] => this.client.received.flat().filter((message) => message.method === "approval/request");
    await this.client.until(() => asked().length >= count);
    return asked()[count - 1] as never;
  }

  /** Answers a question with the option of a kind. */
  answer(question: Awaited<ReturnType<ServerFixture["approval"]>>, kind: string, reason?: string): void {
    const option = question.params.options.find((one) => one.kind === kind);
    this.client.send({ jsonrpc: "2.0", id: question.id, result: { optionId: option?.id, ...(reason && { reason }) } });
  }

  /** Ends it at once, as a crash would. */
  async crash(): Promise<void> {
    this.process.kill("SIGKILL");
    await this.exit;
  }

  /** Ends it in order and removes its files. */
  async close(): Promise<void> {
    this.client.end();
    const timer = setTimeout(() => this.process.kill("SIGKILL"), 60_000);
    await this.exit;
    clearTimeout(timer);
    await removeHome(this.home);
  }
}

export interface HistoryMessage {
  readonly seq: number;
  readonly turn: number;
  readonly role: string;
  readonly content: readonly Json[];
  readonly tool_call_id?: string;
  readonly metadata?: Json;
}

/** The text that the model sees of a message. */
export function textOf(message: HistoryMessage | undefined): string {
  return (message?.content ?? []).map((block) => String(block.text ?? "")).join("");
}

/** A server for the length of a test, initialized, ended and cleaned up whichever way the test ends. */
export async function withServer(
  options: FixtureOptions,
  body: (server: ServerFixture) => Promise<void>,
): Promise<void> {
  const server = await ServerFixture.start({ capabilities: {}, ...options });
  try {
    await body(server);
  } finally {
    await server.close();
  }
}

export class RequestFailed extends Error {
  readonly failure: RpcFailure;

  constructor(method: string, failure: RpcFailure) {
    super(`${method}: ${failure.message} (${failure.data?.kind})`);
    this.failure = failure;
  }
}

/** A plan with a scripted mock provider, the shipped loop and context, and whatever else is given. */
export function mockPlan(responses: readonly unknown[], more: Json = {}): Json {
  return {
    session: { orchestrator: { module: "loop-streaming" }, context: { module: "context-simple" } },
    providers: [{ module: "provider-mock", config: { responses } }],
    ...more,
  };
}

/** The same with a shell, the approval policy and the event log, as the shipped profiles have them; `hooks` may be replaced. */
export function shellPlan(responses: readonly unknown[], more: Json = {}): Json {
  return mockPlan(responses, {
    tools: [{ module: "tool-bash", config: { sandbox: "off" } }, { module: "tool-filesystem" }],
    hooks: [{ module: "hooks-approval" }, { module: "hooks-logging" }],
    ...more,
  });
}

/** The same without the policy: every tool runs. */
export function openPlan(responses: readonly unknown[], more: Json = {}): Json {
  return shellPlan(responses, { hooks: [{ module: "hooks-logging" }], ...more });
}

/** An answer of the mock that calls tools. */
export function callsTo(name: string, ...inputs: readonly Json[]): Json {
  return { tool_calls: inputs.map((input, index) => ({ id: `call_${index + 1}`, name, input })) };
}
