/** What the application offers by the capabilities `session.spawn` and `session.resume`: as this module sees it. */
import type { Usage } from "../../kernel/index.ts";

interface RunRequest {
  readonly instruction: string;
  /** Ends the sub-session at once. */
  readonly signal: AbortSignal;
  readonly bounds: { readonly maxDepth: number; readonly maxSpawns: number; readonly timeoutMs: number };
  readonly preferences?: readonly { readonly provider: string; readonly model?: string | undefined }[];
  readonly onStart: (sessionId: string) => Promise<void>;
}

interface Inheritance {
  readonly inheritTools?: readonly string[];
  readonly excludeTools: readonly string[];
  readonly inheritHooks?: readonly string[];
  readonly excludeHooks: readonly string[];
}

export interface SubSessionResult {
  readonly session_id?: string;
  readonly status: string;
  readonly output: string;
  readonly usage?: Usage;
  readonly warnings: readonly string[];
  readonly error?: { readonly kind: string; readonly message: string };
}

export type Spawn = (
  request: RunRequest & { readonly agent: string; readonly inheritance: Inheritance },
) => Promise<SubSessionResult>;
export type Resume = (request: RunRequest & { readonly sessionId: string }) => Promise<SubSessionResult>;
