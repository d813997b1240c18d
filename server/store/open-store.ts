/** The one place where a store is chosen. What it does not keep to, no other part of the server knows. */
import type { SessionStore, SyncPolicy } from "./contracts.ts";
import type { Directories } from "./directories.ts";
import { FileStore } from "./files/file-store.ts";

export const STORE_KINDS = ["files", "postgres"] as const;

export interface StoreChoice {
  readonly kind: (typeof STORE_KINDS)[number];
  /** Of `postgres`: `postgres://user:password@host:port/database`. It may hold a password, and is never told. */
  readonly url?: string | undefined;
}

export interface StoreOptions extends StoreChoice {
  readonly directories: Directories;
  readonly policy: SyncPolicy;
  /** How long a database may be gone before its sessions end. Default: 15 s. */
  readonly outageMs?: number | undefined;
  /** How long a lost connection to one is made again to read, or to open a session. Default: 2 s. */
  readonly retryWithinMs?: number | undefined;
  /** Values that no stored event may hold. */
  readonly secrets: readonly string[];
  /** One line for whoever runs the server. */
  readonly report: (line: string) => void;
}

/** Connects to nothing yet: a database that is down is told to whoever asks for a session. @throws StoreError for a URL that is none */
export async function openStore({ kind, url = "", directories, ...options }: StoreOptions): Promise<SessionStore> {
  if (kind === "files") return new FileStore({ directory: directories.sessions, policy: options.policy });
  const { PostgresStore } = await import("./postgres/postgres-store.ts");
  return new PostgresStore({ ...options, url, scratch: directories.scratch });
}
