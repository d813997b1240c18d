/**
 * The tokens of one server in a session: given with each request, renewed before they end or when the server refuses them, one renewal at a
 * time among all processes. It never begins a login; it says that one is needed.
 */
import type { AuthProvider } from "@modelcontextprotocol/client";
import { messageOf } from "../../../kernel/index.ts";
import { MASK, mapTexts } from "../../lib/redaction/index.ts";
import type { ServerConfig } from "../config.ts";
import { ConnectFailure } from "../connect-failure.ts";
import { CredentialStore, CredentialsProblem } from "./credential-store.ts";
import { type Credentials, covers, isEnding, type Tokens, tokensOf, unionOf } from "./credentials.ts";
import { LoginNeeded } from "./login-needed.ts";
import { fetchWithinReachOf, isSafe } from "./reach.ts";

/** What a server says when it refuses a request. */
export interface Challenge {
  readonly scope?: string;
  readonly resourceMetadataUrl?: URL;
}

interface AuthOptions {
  readonly name: string;
  readonly config: ServerConfig;
  readonly store: CredentialStore;
}

const MAX_TOLD_CHARS = 500;
/** A shorter one is no secret, and its letters stand everywhere. */
const MIN_SECRET_CHARS = 8;

export class ServerAuth implements AuthProvider {
  readonly #options: AuthOptions;
  readonly #secrets = new Set<string>();
  #given: string | undefined;
  #renewal: Promise<string | undefined> | undefined;
  #challenge: Challenge | undefined;

  constructor(options: AuthOptions) {
    this.#options = options;
  }

  /** What the server said last. */
  get challenge(): Challenge | undefined {
    return this.#challenge;
  }

  /** What the server sends may repeat what it was sent: without the tokens and secrets of the login. */
  clean<Value>(value: Value): Value {
    const mask = (text: string) => [...this.#secrets].reduce((left, secret) => left.replaceAll(secret, MASK), text);
    return this.#secrets.size === 0 ? value : (mapTexts(value, mask) as Value);
  }

  /** @throws LoginNeeded, ConnectFailure */
  async token(): Promise<string | undefined> {
    const tokens = (await this.#read())?.tokens;
    this.#given = tokens === undefined || !isEnding(tokens) ? tokens?.access_token : await this.#renew(tokens);
    return this.#given;
  }

  /** The server has refused the request: resolves when another token is there. @throws LoginNeeded, ConnectFailure */
  async onUnauthorized({ response }: { readonly response: Response }): Promise<void> {
    const { extractWWWAuthenticateParams } = await import("@modelcontextprotocol/client");
    const { scope, resourceMetadataUrl } = extractWWWAuthenticateParams(response);
    this.#challenge = { ...(scope !== undefined && { scope }), ...(resourceMetadataUrl && { resourceMetadataUrl }) };
    const tokens = (await this.#read())?.tokens;
    if (tokens !== undefined && tokens.access_token !== this.#given) return;
    if (tokens === undefined || (await this.#renew(tokens)) === undefined) throw this.#loginNeeded("it wants a login");
  }

  /** What a failed request means for the login, if anything. */
  async explain(error: unknown): Promise<ConnectFailure | undefined> {
    const { InsufficientScopeError, SdkErrorCode } = await import("@modelcontextprotocol/client");
    if (error instanceof ConnectFailure) return error;
    if (error instanceof InsufficientScopeError) return this.#wantsMore(error.requiredScope ?? "");
    if ((error as { code?: unknown }).code !== SdkErrorCode.ClientHttpAuthentication) return undefined;
    return this.#loginNeeded("it refuses the login");
  }

  async #read(): Promise<Credentials | undefined> {
    try {
      return this.#remember(await this.#options.store.read());
    } catch (error) {
      if (!(error instanceof CredentialsProblem)) throw error;
      throw this.#loginNeeded(`its credentials cannot be read: ${error.message}`);
    }
  }

  #remember(held: Credentials | undefined): Credentials | undefined {
    const { access_token, refresh_token } = held?.tokens ?? {};
    const clients = Object.values(held?.clients ?? {}).map(({ client_secret }) => client_secret);
    for (const secret of [access_token, refresh_token, this.#options.config.oauth?.client_secret, ...clients])
      if (secret !== undefined && secret.length >= MIN_SECRET_CHARS) this.#secrets.add(secret);
    return held;
  }

  /** The next login asks for it; a scope that was granted and is still wanted would be wanted for ever. */
  async #wantsMore(scope: string): Promise<ConnectFailure> {
    const { store } = this.#options;
    const kept = await store.update(async (held) => {
      if (held?.tokens === undefined || covers(held.tokens.scope, scope)) return held;
      // Written anew, it would wake every session that waits for a login, and each of them would write it anew.
      if (covers(held.wanted_scope, scope)) return held;
      const wanted = unionOf(held.tokens.scope, held.wanted_scope, scope);
      return { ...held, ...(wanted !== undefined && { wanted_scope: wanted }) };
    });
    if (kept?.tokens !== undefined && covers(kept.tokens.scope, scope))
      return new ConnectFailure(`it refuses what the login has been granted (${scope || "no scope"})`, {
        kind: "login-refused",
        isFinal: true,
      });
    return this.#loginNeeded(`it wants more than was granted (${scope})`);
  }

  /** @param old the token that is of no use any more. Nothing where it cannot be renewed */
  async #renew(old: Tokens): Promise<string | undefined> {
    this.#renewal ??= this.#renewOnce(old).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #renewOnce(old: Tokens): Promise<string | undefined> {
    const kept = await this.#options.store.update(async (held) => {
      // Another process was quicker.
      if (held?.tokens?.access_token !== old.access_token) return held;
      const tokens = await this.#ask(held, old);
      if (tokens !== undefined) return { ...held, tokens };
      const { tokens: _, ...rest } = held;
      return rest;
    });
    return this.#remember(kept)?.tokens?.access_token;
  }

  /** Nothing where the authorization server says no. @throws ConnectFailure where it cannot be asked */
  async #ask(held: Credentials, { refresh_token: refreshToken, scope }: Tokens): Promise<Tokens | undefined> {
    if (refreshToken === undefined) return undefined;
    const { OAuthError, refreshAuthorization } = await import("@modelcontextprotocol/client");
    const { config } = this.#options;
    const { client_id, client_secret } = config.oauth ?? {};
    const client = client_id === undefined ? held.clients[held.issuer] : { client_id, client_secret };
    if (client === undefined) return undefined;
    try {
      const answer = await refreshAuthorization(held.issuer, {
        ...(held.metadata !== undefined && { metadata: held.metadata as never }),
        clientInformation: client,
        refreshToken,
        ...(held.resource !== undefined && { resource: held.resource }),
        fetchFn: fetchWithinReachOf(new URL(config.url ?? "")),
      });
      return tokensOf(answer, scope);
    } catch (error) {
      const isNo = error instanceof OAuthError && ["invalid_grant", "invalid_client"].includes(error.code);
      if (isNo) return undefined;
      throw new ConnectFailure(
        `its login could not be renewed: ${this.clean(messageOf(error)).replace(/\s+/g, " ").slice(0, MAX_TOLD_CHARS)}`,
      );
    }
  }

  #loginNeeded(why: string): LoginNeeded {
    const { name, store } = this.#options;
    // A login may come before anybody waits for it: what counts is what was found wanting.
    const { known } = store;
    return new LoginNeeded(`${why}: run \`ampd mcp login ${name}\``, (signal) => store.changed(signal, known));
  }
}

/** Nothing where tokens have no place: over a pipe, without TLS, beside a header of the config, or without a directory to keep them in. */
export function serverAuth(name: string, config: ServerConfig, directory: string | undefined): ServerAuth | undefined {
  if (config.url === undefined || directory === undefined || !isSafe(new URL(config.url))) return undefined;
  if (Object.keys(config.headers).some((header) => header.toLowerCase() === "authorization")) return undefined;
  return new ServerAuth({ name, config, store: new CredentialStore(directory, { name, url: config.url }) });
}
