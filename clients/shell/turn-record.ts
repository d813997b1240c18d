/** What happened in a turn, gathered from its events: for the JSON formats and for the exit code. It shows nothing. */
import type { SessionEvent } from "../node/index.ts";

export interface RecordedCall {
  readonly name: string;
  readonly input: unknown;
  success: boolean;
  error?: string;
  /** It was refused: by a rule, by a person, or because there was nobody to ask. */
  denied?: true;
}

/** A turn may make more calls; these are kept. */
const MAX_CALLS = 10_000;

interface Entry {
  readonly id: string;
  readonly call: RecordedCall;
}

export class TurnRecord {
  readonly #entries: Entry[] = [];
  /** Vendors do not promise that an id is used once. */
  readonly #latest = new Map<string, RecordedCall>();
  readonly #personal = new Set<string>();
  readonly #unattended = new Set<string>();
  #answer = { requestId: "", text: "" };
  model: string | undefined;

  get calls(): readonly RecordedCall[] {
    return this.#entries.map(({ call }) => call);
  }

  /** The text of the latest answer, as far as it has come. */
  get text(): string {
    return this.#answer.text;
  }

  /** The refused calls that no person had said no to, and whether that was because there was nobody to ask. */
  get denials(): readonly { readonly call: RecordedCall; readonly wasUnattended: boolean }[] {
    return this.#entries
      .filter(({ id, call }) => call.denied === true && !this.#personal.has(id))
      .map(({ id, call }) => ({ call, wasUnattended: this.#unattended.has(id) }));
  }

  /** A person has refused this call. */
  notePersonalDenial(toolCallId: string): void {
    this.#personal.add(toolCallId);
  }

  observe({ event, data }: SessionEvent): void {
    if (event === "tool:pre") this.#begin(data);
    else if (event === "tool:post") this.#end(data, asRecord(data.result));
    else if (event === "tool:error") this.#end(data, { success: false, error: data.error });
    else if (event === "content_block:delta") this.#addText(data);
    else if (event === "approval:denied" && data.by !== "user") this.#unattended.add(String(data.tool_call_id));
    else if (event === "llm:response" && typeof data.model === "string") this.model = data.model;
  }

  #addText({ request_id, block_type, delta }: SessionEvent["data"]): void {
    if (block_type !== "text" || typeof delta !== "string") return;
    const requestId = String(request_id);
    const before = requestId === this.#answer.requestId ? this.#answer.text : "";
    this.#answer = { requestId, text: before + delta };
  }

  #begin(data: SessionEvent["data"]): RecordedCall {
    const id = String(data.tool_call_id);
    const call: RecordedCall = { name: String(data.tool_name), input: data.tool_input, success: false };
    this.#latest.set(id, call);
    if (this.#entries.length < MAX_CALLS) this.#entries.push({ id, call });
    return call;
  }

  #end(data: SessionEvent["data"], result: Record<string, unknown>): void {
    const call = this.#latest.get(String(data.tool_call_id)) ?? this.#begin(data);
    call.success = result.success === true;
    if (call.success) return;
    const { kind, message } = asRecord(result.error);
    if (typeof message === "string") call.error = message;
    if (kind === "denied") call.denied = true;
  }
}

export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
