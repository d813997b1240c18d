/** The names that clients in other languages take over as tables: messages, events, kinds of errors. It writes no file. */
import { EVENTS } from "../../kernel/index.ts";
import { ERRORS, MESSAGES, PROTOCOL_VERSIONS, SERVER_EVENTS } from "../../protocol/index.ts";
import { isForModules } from "./schemas.ts";

export interface ClientNames {
  readonly versions: readonly string[];
  readonly methods: readonly string[];
  readonly events: readonly string[];
  readonly errors: readonly { readonly kind: string; readonly code: number; readonly retryable: boolean }[];
}

export function clientNames(): ClientNames {
  const methods = MESSAGES.filter((message) => !isForModules(message)).map(({ method }) => method);
  return {
    versions: PROTOCOL_VERSIONS,
    methods: [...new Set(methods)],
    events: [...Object.keys(EVENTS), ...Object.keys(SERVER_EVENTS)],
    errors: Object.entries(ERRORS).map(([kind, { code, retryable }]) => ({ kind, code, retryable })),
  };
}
