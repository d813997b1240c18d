/** What a server asks of the user goes through the application to whoever can answer; nobody there means that it is cancelled. */
import type { ElicitRequest, ElicitResult } from "@modelcontextprotocol/client";
import type { Coordinator } from "../../kernel/index.ts";

/** The application's `session.request_input`: a form, or a page to open. */
interface InputRequest {
  readonly source: string;
  readonly message: string;
  /** JSON Schema of a flat object. */
  readonly schema?: unknown;
  readonly url?: string;
}

type InputAnswer =
  | { readonly action: "accept"; readonly content?: Readonly<Record<string, unknown>> }
  | { readonly action: "decline" | "cancel" };

type RequestInput = (request: InputRequest, signal: AbortSignal) => Promise<InputAnswer>;

interface Asking {
  readonly coordinator: Coordinator;
  readonly server: string;
  readonly params: ElicitRequest["params"];
  readonly signal: AbortSignal;
}

const CAPABILITY = "session.request_input";

export function canAskUser(coordinator: Coordinator): boolean {
  return coordinator.getCapability(CAPABILITY) !== undefined;
}

export async function answerElicitation({ coordinator, server, params, signal }: Asking): Promise<ElicitResult> {
  const ask = coordinator.getCapability<RequestInput>(CAPABILITY);
  if (ask === undefined) return { action: "cancel" };
  const what = params.mode === "url" ? { url: params.url } : { schema: params.requestedSchema };
  const answer = await ask({ source: `mcp:${server}`, message: params.message, ...what }, signal);
  if (answer.action !== "accept" || params.mode === "url") return { action: answer.action };
  return { action: "accept", content: (answer.content ?? {}) as NonNullable<ElicitResult["content"]> };
}
