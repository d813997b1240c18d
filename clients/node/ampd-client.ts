/**
 * A typed client of ampd: starts it or takes two streams, initializes the connection, makes sessions, and brings it all to an end.
 * Whatever happens to this process, ampd leaves: it ends with its stdin, and with the process that it works for.
 */
import { randomUUID } from "node:crypto";
import type { Readable, Writable } from "node:stream";
import {
  approvalRequest,
  exit,
  initialize,
  initialized,
  inputRequest,
  type NotificationType,
  type ParamsOf,
  PROTOCOL_VERSIONS,
  type ReadParamsOf,
  type RequestType,
  type ResultOf,
  sessionCreate,
  sessionFork,
  sessionResume,
  shutdown,
} from "../../protocol/index.ts";
import { AmpdError } from "./ampd-error.ts";
import { AmpdProcess, type SpawnOptions } from "./ampd-process.ts";
import { type CheckOutcome, checkGiven, type ValidateOptions } from "./check-given.ts";
import { Connection, type RequestOptions, type Undo } from "./connection.ts";
import { Contributions } from "./contributions.ts";
import { give, type TakeBack } from "./give.ts";
import type { Given } from "./given.ts";
import type { IncomingHandler } from "./incoming-requests.ts";
import { type EventHandler, type ForkOptions, Session } from "./session.ts";
import { untilAborted } from "./until-aborted.ts";
import { within } from "./within.ts";

type InitializeParams = ParamsOf<typeof initialize>;
export type ApprovalQuestion = ReadParamsOf<typeof approvalRequest>;
export type ApprovalAnswer = ResultOf<typeof approvalRequest>;
export type InputQuestion = ReadParamsOf<typeof inputRequest>;
export type InputAnswer = ResultOf<typeof inputRequest>;

export interface ConnectOptions extends SpawnOptions {
  /** An ampd that was started before: it gets ready while this process loads what it needs. */
  readonly process?: AmpdProcess | undefined;
  readonly clientInfo?: InitializeParams["clientInfo"] | undefined;
  /** Where relative paths start; default: ampd's own directory. */
  readonly workspace?: InitializeParams["workspace"];
  readonly capabilities?: InitializeParams["capabilities"];
  readonly events?: InitializeParams["events"];
  /** Answers the questions that ampd asks before it acts. Without it, `approvals` is not offered, and the answer is no. */
  readonly onApproval?: IncomingHandler<ApprovalQuestion, ApprovalAnswer> | undefined;
  /** Has the user fill in forms and open pages. Without it, `input` is not offered, and the answer is `cancel`. */
  readonly onInput?: IncomingHandler<InputQuestion, InputAnswer> | undefined;
  /** Gives up when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** How long the answer to `initialize` may take. */
  readonly initializeTimeoutMs?: number | undefined;
}

/** Streams to a server that somebody else has started: `input` is what it writes. */
export interface Streams {
  readonly input: Readable;
  readonly output: Writable;
}

export interface CreateOptions extends Omit<ParamsOf<typeof sessionCreate>, "subscribe"> {
  /** Which events come: all by default, `false` for none, or patterns. */
  readonly subscribe?: boolean | string[] | undefined;
  /** Hears the session's events from the very first one on. */
  readonly onEvent?: EventHandler | undefined;
}

const INITIALIZE_TIMEOUT_MS = 30_000;
/** Longer than ampd itself waits for its sessions to end. */
const CLOSE_TIMEOUT_MS = 35_000;

export class AmpdClient {
  readonly #connection: Connection;
  readonly #process: AmpdProcess | undefined;
  #server: ResultOf<typeof initialize> | undefined;
  #closing: Promise<void> | undefined;
  #contributions: Contributions | undefined;

  private constructor(connection: Connection, process: AmpdProcess | undefined) {
    this.#connection = connection;
    this.#process = process;
  }

  /** Starts ampd and initializes. @throws AmpdError `start-failed`, `process-died`, `timeout`, or what `initialize` answers */
  static async connect(options: ConnectOptions = {}): Promise<AmpdClient> {
    const child = options.process ?? new AmpdProcess(options);
    child.onLog = options.onLog;
    const whyEnded = async (): Promise<AmpdError> => client.#reasonFor(await child.obituary());
    const connection = new Connection({ input: child.stdout, output: child.stdin, whyEnded });
    const client = new AmpdClient(connection, child);
    void child.exited.then(whyEnded, whyEnded).then((reason) => connection.fail(reason));
    return AmpdClient.#initialize(client, options);
  }

  /** Uses a server that runs already. @throws AmpdError */
  static async over(
    { input, output }: Streams,
    options: Omit<ConnectOptions, keyof SpawnOptions | "process"> = {},
  ): Promise<AmpdClient> {
    return AmpdClient.#initialize(new AmpdClient(new Connection({ input, output }), undefined), options);
  }

  static async #initialize(client: AmpdClient, options: ConnectOptions): Promise<AmpdClient> {
    const { onApproval, onInput, capabilities = {}, clientInfo, workspace, events } = options;
    if (onApproval !== undefined) client.onRequest(approvalRequest, onApproval);
    if (onInput !== undefined) client.onRequest(inputRequest, onInput);
    const limit = AbortSignal.timeout(options.initializeTimeoutMs ?? INITIALIZE_TIMEOUT_MS);
    const signal = options.signal === undefined ? limit : AbortSignal.any([limit, options.signal]);
    const params = {
      protocolVersions: [...PROTOCOL_VERSIONS],
      clientInfo: clientInfo ?? { name: "ampd-node-client" },
      processId: process.pid,
      capabilities: {
        ...(onApproval !== undefined && { approvals: {} }),
        ...(onInput !== undefined && { input: {} }),
        ...capabilities,
      },
      ...(workspace !== undefined && { workspace }),
      ...(events !== undefined && { events }),
    };
    try {
      client.#server = await untilAborted(client.request(initialize, params), signal);
      client.notify(initialized, {});
      return client;
    } catch (error) {
      await client.kill();
      throw error === limit.reason ? tooSlow() : error;
    }
  }

  /** What the server said of itself. */
  get server(): ResultOf<typeof initialize> {
    if (this.#server === undefined) throw new Error("the client is not initialized");
    return this.#server;
  }

  /** The process that was started; nothing over streams. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Resolves with the reason when the connection is over. */
  get closed(): Promise<AmpdError> {
    return this.#connection.closed;
  }

  /** @throws AmpdError */
  request<Type extends RequestType>(
    type: Type,
    params: ParamsOf<Type>,
    options?: RequestOptions,
  ): Promise<ResultOf<Type>> {
    return this.#connection.request(type, params, options);
  }

  notify<Type extends NotificationType>(type: Type, params: ParamsOf<Type>): void {
    this.#connection.notify(type, params);
  }

  onNotification<Type extends NotificationType>(type: Type, handler: (params: ReadParamsOf<Type>) => void): Undo {
    return this.#connection.onNotification(type, handler);
  }

  onRequest<Type extends RequestType>(type: Type, handler: IncomingHandler<ReadParamsOf<Type>, ResultOf<Type>>): Undo {
    return this.#connection.onRequest(type, handler);
  }

  /** @throws AmpdError */
  async createSession({ onEvent, ...params }: CreateOptions = {}): Promise<Session> {
    // The id is chosen here, so that the events that come before the answer find their way.
    const sessionId = params.sessionId ?? randomUUID();
    return Session.open(this, { sessionId, onEvent }, () =>
      this.request(sessionCreate, { subscribe: undefined, ...params, sessionId }),
    );
  }

  /** @throws AmpdError */
  async resumeSession(
    sessionId: string,
    { onEvent, subscribe }: Pick<CreateOptions, "onEvent" | "subscribe"> = {},
  ): Promise<Session> {
    return Session.open(this, { sessionId, onEvent }, () => this.request(sessionResume, { sessionId, subscribe }));
  }

  /** A new session with the history of another one, live or stored. @throws AmpdError */
  async forkSession(
    sessionId: string,
    { onEvent, subscribe, ...params }: ForkOptions & Pick<CreateOptions, "subscribe"> = {},
  ): Promise<Session> {
    const { sessionId: forked, ...opened } = await this.request(sessionFork, { ...params, sessionId, subscribe });
    return Session.open(this, { sessionId: forked, onEvent }, async () => ({ ...opened, sessionId: forked }));
  }

  /**
   * Gives tools, hooks and a provider to a session, or to every session that this client makes or joins; answers how to take them back.
   * @throws AmpdError
   */
  async give(given: Given, { sessionId }: { readonly sessionId?: string } = {}): Promise<TakeBack> {
    this.#contributions ??= new Contributions(this);
    return give(this, { contributions: this.#contributions, given, sessionId });
  }

  /**
   * Gives for a while what is given, and has it checked against the contract of its kind, over this very connection. For a test's client:
   * one that has sessions gives it to them, too. @throws AmpdError
   */
  validate(given: Given, options: ValidateOptions = {}): Promise<CheckOutcome[]> {
    return checkGiven(this, given, options);
  }

  /** Says goodbye and waits for ampd to leave; ends it when that takes too long. Never rejects. */
  close(options: { readonly timeoutMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(options.timeoutMs ?? CLOSE_TIMEOUT_MS);
    return this.#closing;
  }

  /** Ends ampd without a goodbye. What is in its journals stays valid. */
  async kill(): Promise<void> {
    this.#connection.end();
    await this.#process?.end(0);
    this.#connection.fail(closedHere());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** An end that was asked for is no accident. */
  #reasonFor(accident: AmpdError): AmpdError {
    return this.#closing === undefined ? accident : closedHere();
  }

  async #close(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    if (!this.#connection.isClosed) {
      const goodbye = this.request(shutdown, {}).catch(() => {});
      if (await within(timeoutMs, goodbye)) this.notify(exit, {});
    }
    this.#connection.end();
    await this.#process?.end(Math.max(0, deadline - Date.now()));
    this.#connection.fail(closedHere());
  }
}

function tooSlow(): AmpdError {
  return new AmpdError("ampd did not answer `initialize` in time.", { kind: "timeout", retryable: true });
}

function closedHere(): AmpdError {
  return new AmpdError("The client was closed.", { kind: "connection-closed" });
}
