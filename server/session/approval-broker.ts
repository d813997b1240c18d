/**
 * Brings a session's questions to the clients that can answer. The first answer counts; the others are told that it is settled.
 * Nobody to ask, a time-out, a lost connection and an answer that is none all mean no.
 */
import {
  type ApprovalAnswer,
  type ApprovalRequest,
  type ApprovalSystem,
  type JsonObject,
  messageOf,
} from "../../kernel/index.ts";
import type { Client } from "./client.ts";

export interface BrokerOptions {
  readonly sessionId: string;
  /** Everybody who hears of the session. */
  readonly audience: () => readonly Client[];
  /** Runs before anybody is asked: makes durable what the question is about. */
  readonly beforeAsking: () => Promise<void>;
  readonly report: (line: string) => void;
}

type Resolution = "answered" | "timeout" | "cancelled" | "disconnected";

interface Pending {
  readonly params: JsonObject;
  readonly request: ApprovalRequest;
  /** Those whose answer may still come. */
  readonly asked: Set<Client>;
  /** Those who answered with nothing that counts: nobody is asked twice. */
  readonly heard: Set<Client>;
  /** Aborts when the question is settled. */
  readonly settled: AbortController;
  readonly settle: (resolution: Resolution, answer: ApprovalAnswer) => void;
}

const MAX_PENDING = 256;

export class ApprovalBroker implements ApprovalSystem {
  readonly #options: BrokerOptions;
  readonly #pending = new Map<string, Pending>();

  constructor(options: BrokerOptions) {
    this.#options = options;
  }

  /** What still waits for an answer, as in `approval/request`. */
  get pending(): readonly JsonObject[] {
    return [...this.#pending.values()].map((pending) => pending.params);
  }

  async requestApproval(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalAnswer> {
    await this.#options.beforeAsking();
    signal.throwIfAborted();
    const clients = this.#options.audience().filter((client) => client.canAnswerApprovals);
    if (clients.length === 0 || this.#pending.size >= MAX_PENDING) return unattended(request);
    return new Promise<ApprovalAnswer>((resolve) => {
      const pending = this.#open(request, resolve);
      const timer = setTimeout(() => pending.settle("timeout", timedOut(request)), request.timeoutMs);
      const withdraw = (): void => pending.settle("cancelled", withdrawn(request));
      signal.addEventListener("abort", withdraw, { once: true });
      pending.settled.signal.addEventListener("abort", () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", withdraw);
      });
      for (const client of clients) this.#ask(client, pending);
    });
  }

  /** Asks a client that came later what still waits. */
  attach(client: Client): void {
    if (!client.canAnswerApprovals) return;
    for (const pending of this.#pending.values()) {
      if (!pending.asked.has(client) && !pending.heard.has(client)) this.#ask(client, pending);
    }
  }

  #open(request: ApprovalRequest, resolve: (answer: ApprovalAnswer) => void): Pending {
    const { approvalId } = request;
    const settled = new AbortController();
    const settle = (resolution: Resolution, answer: ApprovalAnswer): void => {
      if (settled.signal.aborted) return;
      this.#pending.delete(approvalId);
      settled.abort(new Error("settled"));
      this.#announce(approvalId, resolution, resolution === "disconnected" ? undefined : answer.optionId);
      resolve(answer);
    };
    const params = this.#paramsOf(request);
    const pending: Pending = { params, request, asked: new Set(), heard: new Set(), settled, settle };
    this.#pending.set(approvalId, pending);
    return pending;
  }

  #ask(client: Client, pending: Pending): void {
    pending.asked.add(client);
    client.flush();
    const { signal } = pending.settled;
    client.connection
      .request("approval/request", pending.params, { signal, timeoutMs: pending.request.timeoutMs })
      .then(
        (result) => this.#take(pending, client, result),
        (error) =>
          client.canAnswerApprovals ? this.#takeNothing(pending, client, error) : this.#lose(pending, client),
      );
  }

  #take(pending: Pending, client: Client, result: unknown): void {
    const { optionId, reason } = (result ?? {}) as { optionId?: unknown; reason?: unknown };
    const option = pending.request.options.find((one) => one.id === optionId);
    if (option === undefined) {
      this.#takeNothing(pending, client, `there is no option ${JSON.stringify(optionId)}`);
      return;
    }
    pending.settle("answered", { optionId: option.id, by: "user", ...(typeof reason === "string" && { reason }) });
  }

  /** An error, or an option that there is not, is no answer: it means no, unless another client still may answer. */
  #takeNothing(pending: Pending, client: Client, fault: unknown): void {
    if (pending.settled.signal.aborted) return;
    this.#options.report(`${client.name} answered an approval with nothing that counts: ${messageOf(fault)}`);
    pending.asked.delete(client);
    pending.heard.add(client);
    if (pending.asked.size === 0) pending.settle("answered", malformed(pending.request));
  }

  /** A client that is gone is out; when all are, the answer is no. */
  #lose(pending: Pending, client: Client): void {
    pending.asked.delete(client);
    if (pending.asked.size === 0) pending.settle("disconnected", unattended(pending.request));
  }

  #announce(approvalId: string, reason: Resolution, optionId: string | undefined): void {
    const message = {
      approvalId,
      sessionId: this.#options.sessionId,
      ...(optionId !== undefined && { optionId }),
      reason,
    };
    for (const client of this.#options.audience()) {
      client.flush();
      client.connection.notify("approval/resolved", message);
    }
  }

  #paramsOf(request: ApprovalRequest): JsonObject {
    const { approvalId, toolCall, prompt, options, detail, timeoutMs } = request;
    const common = { approvalId, sessionId: this.#options.sessionId, prompt, options, detail, timeoutMs };
    return { ...common, ...(toolCall && { toolCall }), default: request.defaultOptionId };
  }
}

function unattended(request: ApprovalRequest): ApprovalAnswer {
  return { optionId: denial(request), by: "unattended" };
}

function malformed(request: ApprovalRequest): ApprovalAnswer {
  return {
    optionId: denial(request),
    by: "unattended",
    reason: "The client's answer was none of the options, which means no.",
  };
}

function timedOut(request: ApprovalRequest): ApprovalAnswer {
  return { optionId: request.defaultOptionId, by: "timeout" };
}

function withdrawn(request: ApprovalRequest): ApprovalAnswer {
  return {
    optionId: denial(request),
    by: "unattended",
    reason: "The question was withdrawn because the turn was cancelled.",
  };
}

function denial(request: ApprovalRequest): string {
  return request.options.find((option) => option.kind.startsWith("deny"))?.id ?? request.defaultOptionId;
}
