/**
 * What the SDK asks of a client during one login, kept in memory until the login has come to its end: `credentials` is then what is to be
 * stored. It finds no tokens, so that the SDK never renews any; `ServerAuth` does.
 */
import { randomBytes } from "node:crypto";
import type {
  OAuthClientInformationContext,
  OAuthClientMetadata,
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from "@modelcontextprotocol/client";
import { type Credentials, tokensOf } from "./credentials.ts";
import type { OAuthConfig } from "./oauth-config.ts";
import { isLoopback } from "./reach.ts";

interface LoginOptions {
  readonly server: URL;
  readonly config: OAuthConfig;
  /** Where the browser comes back to. */
  readonly redirectUrl: string;
  /** What an earlier login left. */
  readonly earlier: Credentials | undefined;
}

/** The login cannot go on; the message says why. */
export class LoginRefused extends Error {}

type Clients = Credentials["clients"];

const CHALLENGE_METHOD = "S256";

export class LoginProvider implements OAuthClientProvider {
  readonly #options: LoginOptions;
  readonly #clients: Clients;
  readonly state: () => string;
  readonly clientMetadataUrl?: string;
  #verifier = "";
  #discovery: OAuthDiscoveryState | undefined;
  #page: URL | undefined;
  #tokens: StoredOAuthTokens | undefined;

  constructor(options: LoginOptions) {
    this.#options = options;
    this.#clients = { ...options.earlier?.clients };
    const state = randomBytes(32).toString("base64url");
    this.state = () => state;
    const { client_metadata_url: url } = options.config;
    if (url !== undefined) this.clientMetadataUrl = url;
  }

  get redirectUrl(): string {
    return this.#options.redirectUrl;
  }

  get clientMetadata(): OAuthClientMetadata {
    return {
      client_name: "ampd",
      redirect_uris: [this.redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    };
  }

  /** The page that the user must see. @throws LoginRefused where the server names none, or one that no browser should be sent to */
  get page(): URL {
    const page = this.#page;
    if (page === undefined) throw new LoginRefused("the authorization server gave no page to log in at");
    const isFit =
      page.protocol === "https:" || (page.protocol === "http:" && isLoopback(page) && isLoopback(this.#options.server));
    if (!isFit) throw new LoginRefused(`${page.origin} is no page to send a browser to: only https is`);
    return page;
  }

  /** Of the authorization server, once it is known. */
  get discovery(): OAuthDiscoveryState | undefined {
    return this.#discovery;
  }

  /** @param asked the scope that was asked for */
  credentials(asked: string | undefined): Credentials {
    const { issuer, ...tokens } = this.#tokens ?? {};
    if (issuer === undefined || !("access_token" in tokens)) throw new LoginRefused("no token came");
    const metadata = this.#discovery?.authorizationServerMetadata;
    const resource = this.#discovery?.resourceMetadata?.resource;
    return {
      issuer,
      clients: this.#clients,
      ...(metadata !== undefined && { metadata }),
      ...(resource !== undefined && { resource }),
      tokens: tokensOf(tokens, asked),
    };
  }

  clientInformation(context?: OAuthClientInformationContext): StoredOAuthClientInformation | undefined {
    const issuer = context?.issuer ?? "";
    const { client_id, client_secret } = this.#options.config;
    if (client_id !== undefined) {
      this.#requireIssuer(issuer, client_id);
      this.#clients[issuer] = { client_id };
      return { client_id, ...(client_secret !== undefined && { client_secret }), issuer };
    }
    const known = this.#clients[issuer];
    return known !== undefined && this.#isUsable(known)
      ? ({ ...known, issuer } as StoredOAuthClientInformation)
      : undefined;
  }

  saveClientInformation(client: StoredOAuthClientInformation, context?: OAuthClientInformationContext): void {
    this.#clients[context?.issuer ?? ""] = client;
  }

  tokens(): undefined {
    return undefined;
  }

  saveTokens(tokens: StoredOAuthTokens): void {
    this.#tokens = tokens;
  }

  redirectToAuthorization(page: URL): void {
    this.#page = page;
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  codeVerifier(): string {
    return this.#verifier;
  }

  discoveryState(): OAuthDiscoveryState | undefined {
    return this.#discovery;
  }

  /** A server that says nothing of PKCE would not check it, and MCP forbids to go on then. */
  saveDiscoveryState(state: OAuthDiscoveryState): void {
    const { authorizationServerMetadata: metadata } = state;
    const methods = metadata?.code_challenge_methods_supported;
    if (metadata !== undefined && methods?.includes(CHALLENGE_METHOD) !== true)
      throw new LoginRefused(`${metadata.issuer} does not say that it supports PKCE with ${CHALLENGE_METHOD}`);
    this.#discovery = state;
  }

  /** A client that was registered at one authorization server is shown to no other: the first one that it was used with, or the config's. */
  #requireIssuer(issuer: string, clientId: string): void {
    const before = Object.entries(this.#clients).find(([, client]) => client.client_id === clientId)?.[0];
    const own = this.#options.config.issuer ?? before;
    if (own === undefined || own.replace(/\/$/, "") === issuer.replace(/\/$/, "")) return;
    throw new LoginRefused(
      `the server names the authorization server ${issuer}, but the client ${clientId} is registered with ${own}`,
    );
  }

  /** One that was registered for another way back is of no use now. */
  #isUsable({ redirect_uris: ways }: Clients[string]): boolean {
    return !Array.isArray(ways) || ways.includes(this.redirectUrl);
  }
}
