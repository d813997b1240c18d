/** A client of the SDK with the handlers of a session: lists that change, what servers log, and what they may ask of the host. */
import { pathToFileURL } from "node:url";
import type { Client, Tool as Declared, JsonSchemaValidator, Prompt } from "@modelcontextprotocol/client";
import { type Coordinator, type JsonObject, messageOf } from "../../kernel/index.ts";
import { redactText } from "../lib/redaction/index.ts";
import { answerElicitation, canAskUser } from "./elicitation.ts";
import type { OpenCalls } from "./open-calls.ts";
import type { SamplingDesk } from "./sampling.ts";

export interface ClientWiring {
  readonly coordinator: Coordinator;
  readonly server: string;
  readonly calls: OpenCalls;
  /** Several sessions use the client: nobody could tell whom the server asks. */
  readonly isShared?: true;
  readonly onTools: (tools: readonly Declared[], client: Client) => void;
  readonly onPrompts: (prompts: readonly Prompt[]) => void;
  readonly onResourcesChanged: () => void;
  readonly onResourceUpdated: (uri: string) => void;
  /** Nothing: the server may not have the model answer. */
  readonly sampling: SamplingDesk | undefined;
  /** A page that the user was asked to open has served its purpose. */
  readonly onPageDone: (id: string) => void;
  readonly onLog: (entry: JsonObject) => void;
  /** A fault that breaks nothing. */
  readonly report: (line: string) => void;
}

const CLIENT_INFO = { name: "ampd", version: "1.0" };
const DEBOUNCE_MS = 200;
const MAX_LOG_CHARS = 4000;
/** What a server logs beyond that is dropped: it must not drown the session's events. */
const MAX_LOGS = 200;
const MAX_UPDATES = 200;
const LOG_WINDOW_MS = 60_000;

export async function makeClient(wiring: ClientWiring): Promise<Client> {
  const sdk = await import("@modelcontextprotocol/client");
  const { coordinator, server, calls, sampling } = wiring;
  const { compileSchema } = await import("../lib/json-schema/index.ts");
  const asksUser = wiring.isShared !== true && canAskUser(coordinator);
  const client: Client = new sdk.Client(CLIENT_INFO, {
    jsonSchemaValidator: { getValidator: (schema) => validatorOf(compileSchema(schema)) },
    capabilities: {
      roots: {},
      ...(sampling !== undefined && { sampling: {} }),
      ...(asksUser && { elicitation: { form: { applyDefaults: true }, url: {} } }),
    },
    listChanged: {
      prompts: {
        debounceMs: DEBOUNCE_MS,
        onChanged: (error, prompts) => {
          if (error !== null) wiring.report(`its new list of prompts could not be read: ${messageOf(error)}`);
          else wiring.onPrompts(prompts ?? []);
        },
      },
      resources: { debounceMs: DEBOUNCE_MS, autoRefresh: false, onChanged: () => wiring.onResourcesChanged() },
      tools: {
        debounceMs: DEBOUNCE_MS,
        onChanged: (error, tools) => {
          if (error !== null) wiring.report(`its new list of tools could not be read: ${messageOf(error)}`);
          else wiring.onTools(tools ?? [], client);
        },
      },
    },
  });
  client.onerror = (error) => wiring.report(messageOf(error));
  client.setRequestHandler("roots/list", () => ({ roots: rootsOf(coordinator) }));
  if (asksUser) {
    client.setRequestHandler("elicitation/create", (request, { mcpReq }) =>
      answerElicitation(request.params, { coordinator, server, calls, signal: mcpReq.signal }),
    );
    client.setNotificationHandler("notifications/elicitation/complete", ({ params }) => {
      wiring.onPageDone(params.elicitationId);
    });
  }
  if (sampling !== undefined) {
    client.setRequestHandler("sampling/createMessage", (request, { mcpReq }) =>
      calls.whileAsking(mcpReq.signal, (signal) => sampling.answer(request.params, signal)),
    );
  }
  const [mayLog, mayUpdate] = [limiter(MAX_LOGS), limiter(MAX_UPDATES)];
  client.setNotificationHandler("notifications/resources/updated", ({ params }) => {
    if (mayUpdate()) wiring.onResourceUpdated(params.uri);
  });
  client.setNotificationHandler("notifications/message", ({ params: { level, logger, data } }) => {
    if (mayLog()) wiring.onLog({ level, ...(logger !== undefined && { logger }), text: loggedText(data) });
  });
  return client;
}

/** Ours is bounded in time, and knows the older drafts. */
function validatorOf<Value>(check: (value: unknown) => string | undefined): JsonSchemaValidator<Value> {
  return (value) => {
    const errorMessage = check(value);
    if (errorMessage !== undefined) return { valid: false, data: undefined, errorMessage };
    return { valid: true, data: value as Value, errorMessage };
  };
}

function rootsOf(coordinator: Coordinator): { uri: string; name: string }[] {
  const cwd = coordinator.getCapability<string>("session.working_dir");
  return cwd === undefined ? [] : [{ uri: pathToFileURL(cwd).href, name: "workspace" }];
}

function loggedText(data: unknown): string {
  const text = typeof data === "string" ? data : (JSON.stringify(data) ?? "");
  return redactText(text.slice(0, MAX_LOG_CHARS));
}

function limiter(most: number): () => boolean {
  let count = 0;
  let since = Date.now();
  return () => {
    if (Date.now() - since > LOG_WINDOW_MS) {
      since = Date.now();
      count = 0;
    }
    count += 1;
    return count <= most;
  };
}
