/** Where sessions are kept, as arguments and environment say: an argument wins. */
import { STORE_KINDS, type StoreChoice } from "../store/open-store.ts";
import { SERVER_NAME } from "../version.ts";
import { UsageError } from "./arguments.ts";

export interface StoreArguments {
  readonly store?: StoreChoice["kind"] | undefined;
  /** The variable that holds the URL: an argument with a password in it could be seen by everybody on the machine. */
  readonly storeUrlEnv?: string | undefined;
}

const HINT = `\nTry: ${SERVER_NAME} --help`;
const DEFAULT_URL_VARIABLE = "AMPD_STORE_URL";

/** @throws UsageError */
export function storeChoice({ store, storeUrlEnv }: StoreArguments, environment: NodeJS.ProcessEnv): StoreChoice {
  const kind = store ?? fromEnvironment(environment.AMPD_STORE);
  if (kind === "files") return { kind };
  const variable = storeUrlEnv ?? DEFAULT_URL_VARIABLE;
  const url = environment[variable];
  if (url) return { kind, url };
  throw new UsageError(
    `The store is ${kind}, and ${variable} is not set; set it to postgres://user:password@host:port/database, ` +
      "or name another variable with --store-url-env" +
      HINT,
  );
}

function fromEnvironment(value: string | undefined): StoreChoice["kind"] {
  if (value === undefined || value === "") return "files";
  const kind = STORE_KINDS.find((one) => one === value);
  if (kind !== undefined) return kind;
  throw new UsageError(
    `AMPD_STORE: there is no store ${JSON.stringify(value)}; choose ${STORE_KINDS.join(" or ")}${HINT}`,
  );
}
