/** One session of a client: its turns and its events. A thin convenience over the messages; it keeps no state of the session. */
import {
  logRead,
  type ParamsOf,
  type ReadParamsOf,
  type ResultOf,
  sessionCancel,
  sessionClose,
  sessionCompact,
  sessionConfigure,
  type sessionCreate,
  sessionEnqueue,
  sessionEvent,
  sessionExecute,
  type sessionFork,
  sessionQueue,
  type sessionResume,
  sessionRevert,
  sessionSteer,
} from "../../protocol/index.ts";
import type { AmpdClient } from "./ampd-client.ts";
import { EventQueue } from "./event-queue.ts";
import type { TakeBack } from "./give.ts";
import type { Given } from "./given.ts";

export type SessionEvent = ReadParamsOf<typeof sessionEvent>;
export type EventHandler = (event: SessionEvent) => void;
export type Prompt = ParamsOf<typeof sessionExecute>["prompt"];
export type TurnReply = ResultOf<typeof sessionExecute>;
type Opened = ResultOf<typeof sessionCreate> & Partial<Pick<ResultOf<typeof sessionResume>, "repairs">>;

export interface ExecuteOptions extends Omit<ParamsOf<typeof sessionExecute>, "sessionId" | "prompt"> {
  /** Its abort ends the turn at once; it then fails with the kind `cancelled`. */
  readonly signal?: AbortSignal | undefined;
  /** Hears the pieces of the answer's text as they come. */
  readonly onText?: ((text: string) => void) | undefined;
}

type Without<Type, Keys extends string> = Omit<Type, "sessionId" | "_meta" | Keys>;
export type EnqueueOptions = Without<ParamsOf<typeof sessionEnqueue>, "prompt">;
export type ForkOptions = Without<ParamsOf<typeof sessionFork>, "subscribe"> & {
  /** Hears the new session's events once it is there. */
  readonly onEvent?: EventHandler | undefined;
};
export type SessionSettings = Without<ParamsOf<typeof sessionConfigure>, never>;
export type LogFilter = NonNullable<ParamsOf<typeof logRead>["filter"]>;
export type LogRecord = ResultOf<typeof logRead>["records"][number];
type Queue = ResultOf<typeof sessionQueue>;

export class Session {
  readonly id: string;
  readonly mounted: Opened["mounted"];
  readonly warnings: Opened["warnings"];
  /** What had to be mended, where the session was resumed. */
  readonly repairs: ResultOf<typeof sessionResume>["repairs"];
  readonly #client: AmpdClient;

  private constructor(client: AmpdClient, opened: Opened) {
    this.#client = client;
    this.id = opened.sessionId;
    this.mounted = opened.mounted;
    this.warnings = opened.warnings;
    this.repairs = opened.repairs ?? [];
  }

  /** For the client: opens a session, and lets a handler hear what happens meanwhile. */
  static async open(
    client: AmpdClient,
    { sessionId, onEvent }: { readonly sessionId: string; readonly onEvent: EventHandler | undefined },
    request: () => Promise<Opened>,
  ): Promise<Session> {
    const undo = onEvent === undefined ? undefined : listen(client, sessionId, onEvent);
    try {
      return new Session(client, await request());
    } catch (error) {
      undo?.();
      throw error;
    }
  }

  /** Runs a turn and answers when it has ended. @throws AmpdError */
  async execute(prompt: Prompt, { signal, onText, ...params }: ExecuteOptions = {}): Promise<TurnReply> {
    const undo = onText === undefined ? undefined : this.onEvent((event) => passText(this.id, event, onText));
    try {
      return await this.#client.request(sessionExecute, { ...params, sessionId: this.id, prompt }, { signal });
    } finally {
      undo?.();
    }
  }

  /** Hears every event of the session and of its children that the connection is subscribed to. */
  onEvent(handler: EventHandler): () => void {
    return listen(this.#client, this.id, handler);
  }

  /** The events from now on. Leaving the loop ends it; a reader that falls far behind gets an error, not a gap. */
  events(): AsyncIterableIterator<SessionEvent> {
    const queue = new EventQueue<SessionEvent>(() => undo());
    const undo = this.onEvent((event) => queue.push(event));
    void this.#client.closed.then(() => queue.end());
    return queue;
  }

  /** Gives tools, hooks and a provider to this session alone; answers how to take them back. @throws AmpdError */
  async give(given: Given): Promise<TakeBack> {
    return this.#client.give(given, { sessionId: this.id });
  }

  /** Adds input to the running turn; answers whether it was taken. @throws AmpdError */
  async steer(prompt: Prompt): Promise<boolean> {
    return (await this.#client.request(sessionSteer, { sessionId: this.id, prompt })).accepted;
  }

  /** Ends the running turn, which then answers `cancelled`; answers whether there was one. @throws AmpdError */
  async cancel(mode: "graceful" | "immediate" = "graceful"): Promise<boolean> {
    return (await this.#client.request(sessionCancel, { sessionId: this.id, mode })).cancelled;
  }

  /** A new session with the history of this one; `atTurn` is the last turn that it has. @throws AmpdError */
  fork(options: ForkOptions = {}): Promise<Session> {
    return this.#client.forkSession(this.id, options);
  }

  /** Drops the turns after `atTurn`; answers how many are left. @throws AmpdError */
  async revert(atTurn: number): Promise<number> {
    return (await this.#client.request(sessionRevert, { sessionId: this.id, atTurn })).turns;
  }

  /** Runs a turn behind the current one; `execute` with the `turnId` that it answers gets what came of it. @throws AmpdError */
  enqueue(prompt: Prompt, options: EnqueueOptions = {}): Promise<ResultOf<typeof sessionEnqueue>> {
    return this.#client.request(sessionEnqueue, { ...options, sessionId: this.id, prompt });
  }

  /** The prompts that wait, or what becomes of them; answers what is left. @throws AmpdError */
  queue(action: Without<ParamsOf<typeof sessionQueue>, never> = {}): Promise<Queue> {
    return this.#client.request(sessionQueue, { ...action, sessionId: this.id });
  }

  /** Provider, model, effort, mode, title; answers what is in force now. @throws AmpdError */
  configure(settings: SessionSettings): Promise<ResultOf<typeof sessionConfigure>> {
    return this.#client.request(sessionConfigure, { ...settings, sessionId: this.id });
  }

  /** Compacts what the model sees of the history; answers what came of it. @throws AmpdError */
  compact(): Promise<ResultOf<typeof sessionCompact>> {
    return this.#client.request(sessionCompact, { sessionId: this.id });
  }

  /** The records of its event log, oldest first, asked for page by page. @throws AmpdError */
  async *log(filter: LogFilter = {}): AsyncGenerator<LogRecord> {
    for (let cursor: string | undefined; ; ) {
      const about = { sessionId: this.id, filter, ...(cursor !== undefined && { cursor }) };
      const { records, nextCursor } = await this.#client.request(logRead, about);
      yield* records;
      if (nextCursor === undefined) return;
      cursor = nextCursor;
    }
  }

  /** Ends the session; what is stored of it stays. @throws AmpdError */
  async close(): Promise<void> {
    await this.#client.request(sessionClose, { sessionId: this.id });
  }
}

function listen(client: AmpdClient, sessionId: string, handler: EventHandler): () => void {
  return client.onNotification(sessionEvent, (event) => {
    if (event.sessionId === sessionId || event.parentId === sessionId) handler(event);
  });
}

function passText(
  sessionId: string,
  { sessionId: source, event, data }: SessionEvent,
  onText: (text: string) => void,
): void {
  if (source !== sessionId || event !== "content_block:delta" || data.block_type !== "text") return;
  if (typeof data.delta === "string") onText(data.delta);
}
