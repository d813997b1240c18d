/** Brings a session's approvals to the clients that can answer. Whatever is no answer means no. */
import type { ApprovalAnswer, ApprovalRequest, ApprovalSystem, JsonObject } from "../../kernel/index.ts";
import type { Client } from "./client.ts";
import { type Question, Questions, type QuestionsOptions, type Silence } from "./questions.ts";

const KIND = {
  method: "approval/request",
  resolvedMethod: "approval/resolved",
  canAnswer: (client: Client) => client.canAnswerApprovals,
  // Who cannot say which option it is has not said yes.
  maxAttempts: 1,
};

export class ApprovalBroker implements ApprovalSystem {
  readonly #options: QuestionsOptions;
  readonly #questions: Questions<ApprovalAnswer>;

  constructor(options: QuestionsOptions) {
    this.#options = options;
    this.#questions = new Questions(KIND, options);
  }

  /** What still waits for an answer, as in `approval/request`. */
  get pending(): readonly JsonObject[] {
    return this.#questions.pending;
  }

  async requestApproval(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalAnswer> {
    return this.#questions.ask(questionOf(request, this.#options), signal);
  }

  /** Asks a client that came later what still waits. */
  attach(client: Client): void {
    this.#questions.attach(client);
  }
}

function questionOf(request: ApprovalRequest, { sessionId, mask }: QuestionsOptions): Question<ApprovalAnswer> {
  const { approvalId, timeoutMs } = request;
  const { toolCall, ...shown } = mask({ prompt: request.prompt, detail: request.detail, toolCall: request.toolCall });
  // The ids come back in answers.
  const options = request.options.map((option) => ({ ...option, label: mask(option.label) }));
  const common = { approvalId, sessionId, ...shown, options, timeoutMs, default: request.defaultOptionId };
  return {
    id: approvalId,
    params: { ...common, ...(toolCall && { toolCall }) },
    timeoutMs,
    read: (result) => read(request, result),
    without: (silence) => without(request, silence),
    tell: ({ optionId }, resolution) => ({ approvalId, ...(resolution !== "disconnected" && { optionId }) }),
  };
}

function read({ options }: ApprovalRequest, result: unknown): { answer: ApprovalAnswer } | { fault: string } {
  const { optionId, reason } = (result ?? {}) as { optionId?: unknown; reason?: unknown };
  const option = options.find((one) => one.id === optionId);
  if (option === undefined) return { fault: `there is no option ${JSON.stringify(optionId)}` };
  return { answer: { optionId: option.id, by: "user", ...(typeof reason === "string" && { reason }) } };
}

const REASONS: Readonly<Partial<Record<Silence, string>>> = {
  malformed: "The client's answer was none of the options, which means no.",
  cancelled: "The question was withdrawn because the turn was cancelled.",
};

function without(request: ApprovalRequest, silence: Silence): ApprovalAnswer {
  if (silence === "timeout") return { optionId: request.defaultOptionId, by: "timeout" };
  const reason = REASONS[silence];
  return { optionId: denial(request), by: "unattended", ...(reason !== undefined && { reason }) };
}

function denial(request: ApprovalRequest): string {
  return request.options.find((option) => option.kind.startsWith("deny"))?.id ?? request.defaultOptionId;
}
