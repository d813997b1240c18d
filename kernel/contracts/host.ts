/** What the kernel needs from whoever hosts it: time, ids, and the systems that reach a person or a disk. */
import type { ApprovalOption } from "../hook-result.ts";
import type { JsonObject, Message } from "../messages.ts";
import type { ApprovalDetail } from "./tool.ts";

/** Takes back what a registration did. May be called twice; the second call does nothing. */
export type Undo = () => void;
/** Frees what a mount took; awaited. */
export type Cleanup = () => void | Promise<void>;

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls back once after `ms`, unless undone. */
  after(ms: number, callback: () => void): Undo;
}

export interface Host {
  readonly clock: Clock;
  /** A new id, unique for ever. */
  newId(): string;
  /** A fault that nobody else will hear of, as one line: a handler that threw, a cleanup that failed. */
  report(line: string): void;
}

export interface ApprovalRequest {
  /** Unique within the session. */
  readonly approvalId: string;
  readonly prompt: string;
  readonly options: readonly ApprovalOption[];
  readonly timeoutMs: number;
  /** The id of the option that a time-out means. */
  readonly defaultOptionId: string;
  readonly toolCall?: { readonly id: string; readonly name: string; readonly input: JsonObject };
  readonly detail: ApprovalDetail;
}

export interface ApprovalAnswer {
  readonly optionId: string;
  readonly reason?: string;
  /** Who decided: a person, the time-out, or nobody because no one could answer. */
  readonly by: "user" | "timeout" | "unattended";
}

/** Given by the application. It must answer in the end: the time-out is its duty. It rejects when `signal` aborts. */
export interface ApprovalSystem {
  requestApproval(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalAnswer>;
}

/** Given by the application: a line for the person in front of it. */
export interface DisplaySystem {
  showMessage(text: string, level: "info" | "warning" | "error", source: string): void;
}

/** Given by the application: makes messages durable. What it rejects was not written; the kernel does not use it. */
export interface Journal {
  append(message: Message): Promise<void>;
  /** The history from here on is empty: a module called `clear` or `setMessages`. */
  clear(): Promise<void>;
}
