/**
 * Every error that the protocol knows, by its kind: the number on the wire, whether the same request may succeed later, and
 * what it means. Kinds and numbers are stable: they are never changed and never used again. Numbers above -32000 are ours, one
 * for each kind; the others are those of JSON-RPC 2.0, LSP and their neighbours, where several kinds may share one.
 */
export const ERRORS = {
  "parse-error": { code: -32700, retryable: false, about: "The bytes were not JSON, or not a frame." },
  "invalid-request": { code: -32600, retryable: false, about: "The JSON was not a request of JSON-RPC 2.0." },
  "frame-too-large": { code: -32600, retryable: false, about: "The message has more bytes than `maxFrameBytes`." },
  "too-deep": { code: -32600, retryable: false, about: "The message nests deeper than `maxDepth`." },
  "batch-too-large": { code: -32600, retryable: false, about: "The batch has more entries than `maxPendingRequests`." },
  "duplicate-id": { code: -32600, retryable: false, about: "A request with this id is not answered yet." },
  "already-initialized": { code: -32600, retryable: false, about: "`initialize` came twice." },
  "shut-down": { code: -32600, retryable: false, about: "Behind `shutdown`, only `exit` may follow." },
  "method-not-found": { code: -32601, retryable: false, about: "There is no such method." },
  "invalid-params": { code: -32602, retryable: false, about: "The parameters do not fit; `problems` says where." },
  internal: { code: -32603, retryable: false, about: "A fault of the server's own; its log has the details." },
  timeout: { code: -32603, retryable: true, about: "The client did not answer a question of the server's in time." },
  "peer-gone": { code: -32603, retryable: false, about: "The client cannot answer any more." },
  "peer-error": { code: -32603, retryable: false, about: "The client answered with an error that names no kind." },
  overloaded: {
    code: -32001,
    retryable: true,
    about: "A limit is reached; try again, after `retryAfterMs` where it is given.",
  },
  "not-initialized": { code: -32002, retryable: false, about: "`initialize` comes first." },
  "unsupported-version": {
    code: -32022,
    retryable: false,
    about: "No common version; `supported` lists the server's.",
  },
  cancelled: { code: -32800, retryable: false, about: "The request was cancelled by `$/cancelRequest`." },
  "session-not-found": { code: -31001, retryable: false, about: "No session has this id." },
  "session-busy": { code: -31002, retryable: true, about: "The session is running a turn; it runs one at a time." },
  "session-not-live": {
    code: -31003,
    retryable: false,
    about: "The session is stored, but not live; resume it first.",
  },
  "session-locked": { code: -31004, retryable: true, about: "Another process has the session." },
  "session-exists": { code: -31005, retryable: false, about: "A session with this id exists already." },
  "session-unreadable": { code: -31006, retryable: false, about: "What is stored of the session cannot be used." },
  "store-unavailable": { code: -31008, retryable: true, about: "What keeps the sessions cannot be used now." },
  "subscription-not-found": { code: -31007, retryable: false, about: "No subscription has this id." },
  "mount-plan-invalid": { code: -31010, retryable: false, about: "The mount plan has faults; `problems` says where." },
  "module-not-found": { code: -31011, retryable: false, about: "No source offers a module that must be there." },
  "module-load-failed": { code: -31012, retryable: false, about: "A module that must be there did not load." },
  "module-contract-broken": { code: -31013, retryable: false, about: "A module did what its contract forbids." },
  "profile-not-found": { code: -31014, retryable: false, about: "No profile has this name." },
  "settings-invalid": { code: -31015, retryable: false, about: "Settings cannot be used; `problems` says where." },
  "settings-not-written": { code: -31016, retryable: false, about: "Settings could not be written." },
  "collection-not-found": { code: -31017, retryable: false, about: "No collection has this name." },
  "collection-exists": { code: -31018, retryable: false, about: "Another collection has this name." },
  "collection-unavailable": { code: -31009, retryable: true, about: "The source of a collection cannot be had." },
  "profile-invalid": { code: -31019, retryable: false, about: "A profile, or what it builds on, has faults." },
  "provider-missing": { code: -31020, retryable: false, about: "The session has no such provider." },
  "provider-rate-limited": { code: -31021, retryable: true, about: "The vendor limits the rate." },
  "provider-quota-exceeded": { code: -31022, retryable: false, about: "The vendor's quota is used up." },
  "provider-authentication": { code: -31023, retryable: false, about: "The vendor does not accept the key." },
  "provider-access-denied": { code: -31024, retryable: false, about: "The key may not do this." },
  "provider-context-length": { code: -31025, retryable: false, about: "The history is too long for the model." },
  "provider-content-filter": { code: -31026, retryable: false, about: "The vendor's filter refused it." },
  "provider-invalid-request": { code: -31027, retryable: false, about: "The vendor does not accept the request." },
  "provider-unavailable": { code: -31028, retryable: true, about: "The vendor is overloaded, or it has failed." },
  "provider-network": { code: -31029, retryable: true, about: "The vendor could not be reached." },
  "provider-timeout": { code: -31030, retryable: true, about: "The vendor did not answer in time." },
  "provider-not-found": { code: -31031, retryable: false, about: "The vendor does not know the model." },
  "provider-stream": { code: -31032, retryable: true, about: "The vendor's answer broke off." },
  "provider-aborted": { code: -31033, retryable: false, about: "The request to the vendor was ended." },
  "provider-invalid-tool-call": { code: -31034, retryable: false, about: "The model called a tool in a broken way." },
  "provider-configuration": { code: -31035, retryable: false, about: "The provider is not set up." },
  "output-invalid": { code: -31036, retryable: false, about: "The final answer does not fit the output schema." },
  denied: { code: -31040, retryable: false, about: "A rule or a person said no." },
  "untrusted-workspace": { code: -31041, retryable: false, about: "The workspace is not trusted to do this." },
  "journal-failed": { code: -31050, retryable: true, about: "It could not be written to disk, so it was not done." },
  "tool-not-found": { code: -31060, retryable: false, about: "The session has no such tool." },
  "contribution-exists": { code: -31061, retryable: false, about: "Something of this name is in the session already." },
  "contribution-not-found": { code: -31062, retryable: false, about: "This connection has no such registration." },
  "prompt-not-found": { code: -31063, retryable: false, about: "The session offers no such prompt." },
  "prompt-failed": { code: -31064, retryable: true, about: "Whoever offers the prompt did not give it." },
} as const;

export type ErrorKind = keyof typeof ERRORS;

/** `error.data` of every answer that is an error. Some kinds add members of their own, such as `problems`. */
export interface ErrorData {
  readonly kind: ErrorKind;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  /** What to do, where the message does not say it. */
  readonly hint?: string;
  readonly [member: string]: unknown;
}
