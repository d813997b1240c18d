/** What a database, or the way to it, says when it fails, as an error of the store with the fix; and whether trying again may help. */
import { StoreError } from "../store-error.ts";

/** What went wrong, by the code of PostgreSQL (SQLSTATE), of the network, or of the library. Never more than a host's name is told. */
const FIXES: Readonly<Record<string, string>> = {
  "28P01": "the user or the password is wrong: mend the store's URL",
  "28000": "the user may not connect: mend the store's URL, or pg_hba.conf",
  "3D000": "there is no such database: make it with createdb, or mend the store's URL",
  "3F000": "the tables are gone: restart ampd, which makes them",
  "42P01": "the tables are gone: restart ampd, which makes them",
  "42501": "the user lacks a right: grant CREATE on the database, or ALL on the schema ampd and its tables",
  "53100": "its disk is full: make room",
  "53200": "it is out of memory",
  "53300": "it has no connection left: raise max_connections, or close some",
  "57P03": "it is starting or stopping: try again",
  "25006": "it is read-only: name the primary in the store's URL",
  ECONNREFUSED: "nothing listens there: start the database, or mend the store's URL",
  ENOTFOUND: "there is no such host: mend the store's URL",
  ENOENT: "there is no such socket: start the database, or mend the store's URL",
  EACCES: "the socket may not be used: mend its mode, or the store's URL",
  SASL_SIGNATURE_MISMATCH: "the server does not know the password: mend the store's URL",
};

/** Lost on the way: nobody knows whether it was carried out. SQLSTATE classes 08 and 57, and what cannot be got just now. */
const TRANSIENT = /^(?:08|57P0|40001$|40P01$|55P03$|57014$|53300$|CONNECT|E[A-Z]+$|TIMED_OUT$)/;
const NOT_TRANSIENT = new Set(["EACCES"]);

export class TimedOut extends Error {
  readonly code = "TIMED_OUT";

  constructor(ms: number) {
    super(`it did not answer within ${ms} ms`);
  }
}

export function isTransient(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && TRANSIENT.test(code) && !NOT_TRANSIENT.has(code);
}

export function storeUnavailable(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  const fix = code === undefined ? undefined : FIXES[code];
  const why = error instanceof Error && error.message !== "" ? error.message : (code ?? "it cannot be reached");
  const what = `The database of sessions cannot be used: ${why}`;
  return new StoreError("store-unavailable", fix === undefined ? `${what}.` : `${what}; ${fix}.`);
}

/** Where several addresses were tried, the first one speaks for all. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
