/** The kernel's errors: one table of codes, never used again; one class. Expected failures are values, not errors. */
export const KERNEL_ERRORS = {
  "mount-plan-invalid": "The mount plan does not have the shape that it needs, or a module's config does not fit.",
  "module-not-found": "No source offers the module.",
  "module-load-failed": "The module was found, but it could not be loaded or mounted.",
  "module-contract-broken": "A module did something that its contract forbids.",
  "mount-point-taken": "Something else is mounted there already.",
  "session-busy": "The session is executing a turn; it runs one at a time.",
  "session-not-ready": "The session is not initialized, or it is closed.",
  "provider-missing": "The session has no provider that could answer.",
  "prompt-invalid": "The prompt is empty, or it is not text or a list of content blocks.",
  "output-invalid": "The model's final answer does not fit the schema that the turn asked for.",
  "journal-failed": "A message could not be made durable, so it was not used.",
} as const;

export type KernelErrorCode = keyof typeof KERNEL_ERRORS;

/** One thing that is wrong with a piece of input: where, what, and what to do. */
export interface Problem {
  /** A path into the input, such as `tools[2].config.allowed_path`. */
  readonly path: string;
  readonly message: string;
  readonly hint?: string;
}

export class KernelError extends Error {
  readonly code: KernelErrorCode;
  readonly problems: readonly Problem[];

  constructor(code: KernelErrorCode, message: string, details: ErrorOptions & { problems?: readonly Problem[] } = {}) {
    super(message, details);
    this.name = "KernelError";
    this.code = code;
    this.problems = details.problems ?? [];
  }
}

/** What went wrong, as one line for a person; any thrown value will do. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
