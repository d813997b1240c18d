/**
 * Questions of one kind on their way to the clients that can answer. The first answer that counts is the answer; the others are told
 * that it is settled. Nobody to ask, a time-out, a withdrawal and a lost connection end a question too: what that means, it says itself.
 */
import { type JsonObject, messageOf } from "../../kernel/index.ts";
import type { Client } from "./client.ts";

export interface QuestionsOptions {
  readonly sessionId: string;
  /** Everybody who hears of the session. */
  readonly audience: () => readonly Client[];
  /** Runs before anybody is asked: makes durable what the question is about. */
  readonly beforeAsking: () => Promise<void>;
  /** Takes the session's own secrets out of what clients are shown. */
  readonly mask: <Value>(told: Value) => Value;
  readonly report: (line: string) => void;
}

export interface QuestionKind {
  /** The request that asks. */
  readonly method: string;
  /** The notification that a question is settled. */
  readonly resolvedMethod: string;
  readonly canAnswer: (client: Client) => boolean;
  /** How often one client is asked while its answers do not count. */
  readonly maxAttempts: number;
}

/** As the notification tells it. */
export type Resolution = "answered" | "timeout" | "cancelled" | "disconnected";
/** Why there is no answer of a client's. */
export type Silence = "unattended" | "malformed" | "timeout" | "cancelled";

export interface Question<Answer> {
  readonly id: string;
  readonly params: JsonObject;
  readonly timeoutMs: number;
  /** What a client's result means; a fault is why it does not count. */
  readonly read: (result: unknown) => { readonly answer: Answer } | { readonly fault: string };
  readonly without: (silence: Silence) => Answer;
  /** What the notification says of the answer. */
  readonly tell: (answer: Answer, resolution: Resolution) => JsonObject;
}

interface Pending<Answer> {
  readonly question: Question<Answer>;
  /** Those whose answer may still come. */
  readonly asked: Set<Client>;
  /** Those who answered with nothing that counts: they are not asked again. */
  readonly heard: Set<Client>;
  /** Aborts when the question is settled. */
  readonly settled: AbortController;
  readonly settle: (resolution: Resolution, answer: Answer) => void;
}

const MAX_PENDING = 256;

export class Questions<Answer> {
  readonly #kind: QuestionKind;
  readonly #options: QuestionsOptions;
  readonly #pending = new Map<string, Pending<Answer>>();

  constructor(kind: QuestionKind, options: QuestionsOptions) {
    this.#kind = kind;
    this.#options = options;
  }

  /** What still waits for an answer, as it was asked. */
  get pending(): readonly JsonObject[] {
    return [...this.#pending.values()].map(({ question }) => question.params);
  }

  /** @throws what `beforeAsking` does; the signal's reason when it is aborted before anybody was asked */
  async ask(question: Question<Answer>, signal: AbortSignal): Promise<Answer> {
    await this.#options.beforeAsking();
    signal.throwIfAborted();
    const clients = this.#options.audience().filter(this.#kind.canAnswer);
    if (clients.length === 0 || this.#pending.size >= MAX_PENDING) return question.without("unattended");
    return new Promise<Answer>((resolve) => {
      const pending = this.#open(question, resolve);
      const timer = setTimeout(() => pending.settle("timeout", question.without("timeout")), question.timeoutMs);
      const withdraw = (): void => pending.settle("cancelled", question.without("cancelled"));
      signal.addEventListener("abort", withdraw, { once: true });
      pending.settled.signal.addEventListener("abort", () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", withdraw);
      });
      for (const client of clients) this.#send(client, pending, { attempt: 1 });
    });
  }

  /** Asks a client that came later what still waits. */
  attach(client: Client): void {
    if (!this.#kind.canAnswer(client)) return;
    for (const pending of this.#pending.values()) {
      if (!pending.asked.has(client) && !pending.heard.has(client)) this.#send(client, pending, { attempt: 1 });
    }
  }

  #open(question: Question<Answer>, resolve: (answer: Answer) => void): Pending<Answer> {
    const settled = new AbortController();
    const settle = (resolution: Resolution, answer: Answer): void => {
      if (settled.signal.aborted) return;
      this.#pending.delete(question.id);
      settled.abort(new Error("settled"));
      this.#announce({ ...question.tell(answer, resolution), reason: resolution });
      resolve(answer);
    };
    const pending: Pending<Answer> = { question, asked: new Set(), heard: new Set(), settled, settle };
    this.#pending.set(question.id, pending);
    return pending;
  }

  /** @param again `problem`: why the client's last answer did not count */
  #send(
    client: Client,
    pending: Pending<Answer>,
    again: { readonly attempt: number; readonly problem?: string },
  ): void {
    const { attempt, ...more } = again;
    const { params, timeoutMs } = pending.question;
    pending.asked.add(client);
    client.flush();
    client.connection
      .request(this.#kind.method, { ...params, ...more }, { signal: pending.settled.signal, timeoutMs })
      .then(
        (result) => this.#take(result, { pending, client, attempt }),
        (error) =>
          this.#kind.canAnswer(client) ? this.#takeNothing(pending, client, error) : this.#lose(pending, client),
      );
  }

  #take(result: unknown, from: { pending: Pending<Answer>; client: Client; attempt: number }): void {
    const { pending, client, attempt } = from;
    if (pending.settled.signal.aborted) return;
    const read = pending.question.read(result);
    if ("answer" in read) pending.settle("answered", read.answer);
    else if (attempt >= this.#kind.maxAttempts) this.#takeNothing(pending, client, read.fault);
    else this.#send(client, pending, { attempt: attempt + 1, problem: read.fault });
  }

  /** An error, or an answer that does not count, is none, unless another client still may answer. */
  #takeNothing(pending: Pending<Answer>, client: Client, fault: unknown): void {
    if (pending.settled.signal.aborted) return;
    const { method } = this.#kind;
    this.#options.report(`${client.name} answered ${method} with nothing that counts: ${messageOf(fault)}`);
    pending.asked.delete(client);
    pending.heard.add(client);
    if (pending.asked.size === 0) pending.settle("answered", pending.question.without("malformed"));
  }

  /** A client that is gone is out; when all are, nobody is there. */
  #lose(pending: Pending<Answer>, client: Client): void {
    pending.asked.delete(client);
    if (pending.asked.size === 0) pending.settle("disconnected", pending.question.without("unattended"));
  }

  #announce(about: JsonObject): void {
    for (const client of this.#options.audience()) {
      client.flush();
      client.connection.notify(this.#kind.resolvedMethod, { ...about, sessionId: this.#options.sessionId });
    }
  }
}
