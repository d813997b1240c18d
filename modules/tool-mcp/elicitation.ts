/** What a server asks of the user goes through the application to whoever can answer; nobody there means that it is cancelled. */
import type { ElicitRequest, ElicitRequestURLParams, ElicitResult } from "@modelcontextprotocol/client";
import type { Coordinator } from "../../kernel/index.ts";
import type { OpenCalls } from "./open-calls.ts";

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
  readonly calls: OpenCalls;
  readonly signal: AbortSignal;
}

const CAPABILITY = "session.request_input";
/** A call's answer says that pages must be opened first: so an error of the revision 2025-11-25 has it. */
const PAGES_REQUIRED = -32042;
const MAX_PAGES = 5;

export function canAskUser(coordinator: Coordinator): boolean {
  return coordinator.getCapability(CAPABILITY) !== undefined;
}

export async function answerElicitation(params: ElicitRequest["params"], asking: Asking): Promise<ElicitResult> {
  const { coordinator, server, calls } = asking;
  const ask = coordinator.getCapability<RequestInput>(CAPABILITY);
  if (ask === undefined) return { action: "cancel" };
  const what = params.mode === "url" ? { url: params.url } : { schema: params.requestedSchema };
  const request = { source: `mcp:${server}`, message: params.message, ...what };
  const answer = await calls.whileAsking(asking.signal, (signal) => ask(request, signal));
  if (answer.action !== "accept" || params.mode === "url") return { action: answer.action };
  return { action: "accept", content: (answer.content ?? {}) as NonNullable<ElicitResult["content"]> };
}

/** Whether an error asks for pages to be opened, and the user has opened all of them: the call may be made again. */
export async function hasOpenedPages(error: unknown, asking: Asking): Promise<boolean> {
  const { code, data } = Object(error) as { code?: unknown; data?: { elicitations?: ElicitRequestURLParams[] } };
  const pages = data?.elicitations;
  if (code !== PAGES_REQUIRED || !Array.isArray(pages) || pages.length === 0 || pages.length > MAX_PAGES) return false;
  for (const page of pages) {
    const { action } = await answerElicitation({ ...page, mode: "url" }, asking);
    if (action !== "accept") return false;
  }
  return true;
}
