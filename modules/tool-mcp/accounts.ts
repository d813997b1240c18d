/** Logins to servers, for whoever has a person to ask: the command line. A session only uses what they leave. */
import type { JsonObject } from "../../kernel/index.ts";
import { redactText } from "../lib/redaction/index.ts";
import { withTimeLimit } from "../lib/time-limit/index.ts";
import { type ServerConfig, serverSchema } from "./config.ts";
import { connect } from "./connect.ts";
import { ConnectFailure } from "./connect-failure.ts";
import { CredentialStore } from "./oauth/credential-store.ts";
import { logIn } from "./oauth/log-in.ts";
import { LoginNeeded } from "./oauth/login-needed.ts";
import { LoginRefused } from "./oauth/login-provider.ts";
import { type ServerAuth, serverAuth } from "./oauth/server-auth.ts";

export interface Account {
  readonly name: string;
  /** The server's entry in the config of tool-mcp. */
  readonly entry: JsonObject;
  /** Where credentials are kept. */
  readonly directory: string;
}

export interface LoginPlace {
  /** Relative places in the entry are meant from here. */
  readonly cwd: string;
  /** Aborts: the login is given up, and nothing is stored. */
  readonly signal: AbortSignal;
  /** The page that the user must see. */
  readonly show: (page: URL) => Promise<void>;
}

export interface LoginOutcome {
  /** `needless`: the server lets in without, or with what is stored. */
  readonly is: "new" | "kept" | "needless";
  readonly scope?: string;
  /** How many the server offers now; nothing where it still lets nobody in. */
  readonly tools?: number;
  /** Why it lets nobody in. */
  readonly problem?: string;
}

interface Visit {
  readonly tools?: number;
  readonly failure?: ConnectFailure;
}

/** @throws LoginRefused, ConnectFailure: both say why in words for the user */
export async function logInTo(account: Account, place: LoginPlace): Promise<LoginOutcome> {
  const { config, store, auth } = open(account);
  if (auth === undefined) throw new LoginRefused(reasonAgainst(account.name, config));
  const before = await store.read().catch(() => undefined);
  const first = await visit(account, { config, auth, place });
  if (first.failure === undefined && before?.wanted_scope === undefined)
    return { is: before?.tokens === undefined ? "needless" : "kept", tools: first.tools ?? 0 };
  if (first.failure !== undefined && !(first.failure instanceof LoginNeeded)) throw first.failure;
  const { signal, show } = place;
  const { tokens } = await logIn({ config, store, challenge: auth.challenge, signal, show });
  const { tools, failure } = await visit(account, { config, auth, place });
  return {
    is: "new",
    ...(tokens?.scope !== undefined && { scope: tokens.scope }),
    ...(tools !== undefined && { tools }),
    ...(failure !== undefined && { problem: failure.message }),
  };
}

/** Forgets the login on this machine. Whether there was one. */
export async function logOutOf(account: Account): Promise<boolean> {
  return open(account).store.remove();
}

function open({ name, entry, directory }: Account): {
  config: ServerConfig;
  store: CredentialStore;
  auth: ServerAuth | undefined;
} {
  const config = serverSchema.parse(entry);
  const store = new CredentialStore(directory, { name, url: config.url ?? "" });
  return { config, store, auth: serverAuth(name, config, directory) };
}

function reasonAgainst(name: string, { url, headers }: ServerConfig): string {
  if (url === undefined) return `${name} is a program on this machine, which takes no login`;
  if (Object.keys(headers).some((header) => header.toLowerCase() === "authorization"))
    return `${name} has an Authorization header in its config, which counts instead of a login`;
  return `${new URL(url).origin} is not logged in to: a token goes over https alone`;
}

/** Connects as a session would, and counts the tools. */
async function visit(
  { name }: Account,
  { config, auth, place }: { config: ServerConfig; auth: ServerAuth; place: LoginPlace },
): Promise<Visit> {
  const { Client } = await import("@modelcontextprotocol/client");
  const signal = withTimeLimit(place.signal, config.start_timeout * 1000);
  const makeClient = async () => new Client({ name: "ampd", version: "1.0" }, { capabilities: {} });
  try {
    const link = await connect({
      name,
      config,
      cwd: place.cwd,
      signal,
      makeClient,
      onNoise: () => {},
      redactText,
      auth,
    });
    try {
      const { tools } = await link.client.listTools(undefined, { signal });
      return { tools: tools.length };
    } finally {
      await link.close();
    }
  } catch (error) {
    place.signal.throwIfAborted();
    const failure = (await auth.explain(error)) ?? new ConnectFailure(auth.clean(String(error)));
    return { failure };
  }
}
