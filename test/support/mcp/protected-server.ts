/**
 * An MCP server on this machine that wants a token, and the authorization server that gives one, in this process: by hand, so that they can
 * break the rules. The browser of its user agrees to everything, as `browse` does.
 */
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { keepIdle } from "../keep-idle.ts";
import type { Json } from "../wire/frames.ts";

export interface Habits {
  /** Of an access token; default: an hour. */
  expiresInS?: number;
  /** Over what it would say. */
  resourceMetadata?: (own: Json) => Json;
  issuerMetadata?: (own: Json) => Json;
  /** What the browser comes back with. */
  answer?: (own: URLSearchParams) => URLSearchParams;
  /** Instead of new tokens. */
  refresh?: () => { status: number; body: unknown };
  /** What a call of the tool `write` wants besides `read`. */
  writeScope?: string;
  /** Also when it was granted. */
  isNeverContent?: boolean;
  /** Repeats the token that came with a call. */
  echoes?: boolean;
}

export interface ProtectedServer {
  /** Of the MCP server. */
  readonly url: string;
  readonly issuer: string;
  readonly habits: Habits;
  /** What was asked of the authorization server: `register`, `authorize SCOPE`, `code`, `refresh`, `reuse`. */
  readonly seen: string[];
  /** All that was given out: none of it may turn up anywhere. */
  readonly secrets: string[];
  /** Access tokens that were given so far count no more. */
  expire(): void;
  close(): Promise<void>;
}

const SCOPES = "read";

export async function protectedServer(habits: Habits = {}): Promise<ProtectedServer> {
  const server = createServer();
  keepIdle(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const parties = new Parties(issuer, habits);
  server.on("request", (request, response) => void parties.serve(request, response));
  return {
    url: `${issuer}/mcp`,
    issuer,
    habits,
    seen: parties.seen,
    secrets: parties.secrets,
    expire: () => parties.expire(),
    close: () => closed(server),
  };
}

/** Follows a page as a browser would. */
export async function browse(page: string | URL): Promise<Response> {
  return fetch(page);
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
}

class Parties {
  readonly seen: string[] = [];
  readonly secrets: string[] = [];
  readonly #issuer: string;
  readonly #habits: Habits;
  readonly #codes = new Map<string, { challenge: string; scope: string }>();
  readonly #access = new Map<string, string>();
  readonly #refresh = new Map<string, string>();

  constructor(issuer: string, habits: Habits) {
    this.#issuer = issuer;
    this.#habits = habits;
  }

  expire(): void {
    this.#access.clear();
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const url = new URL(request.url ?? "", this.#issuer);
    const routes: Readonly<Record<string, () => void>> = {
      "/.well-known/oauth-protected-resource/mcp": () => reply(response, 200, this.#resourceMetadata()),
      "/.well-known/oauth-authorization-server": () => reply(response, 200, this.#issuerMetadata()),
      "/register": () => this.#register(JSON.parse(body) as Json, response),
      "/authorize": () => this.#authorize(url.searchParams, response),
      "/token": () => this.#token(new URLSearchParams(body), response),
      "/mcp": () => this.#mcp(request, body, response),
    };
    const serve = routes[url.pathname];
    if (serve === undefined) reply(response, 404, {});
    else serve();
  }

  #resourceMetadata(): Json {
    const own = { resource: `${this.#issuer}/mcp`, authorization_servers: [this.#issuer], scopes_supported: [SCOPES] };
    return this.#habits.resourceMetadata?.(own) ?? own;
  }

  #issuerMetadata(): Json {
    const own = {
      issuer: this.#issuer,
      authorization_endpoint: `${this.#issuer}/authorize`,
      token_endpoint: `${this.#issuer}/token`,
      registration_endpoint: `${this.#issuer}/register`,
      response_types_supported: ["code"],
      code_challenge_methods_supported: ["S256"],
      token_endpoint_auth_methods_supported: ["none"],
      authorization_response_iss_parameter_supported: true,
    };
    return this.#habits.issuerMetadata?.(own) ?? own;
  }

  #register(client: Json, response: ServerResponse): void {
    this.seen.push("register");
    reply(response, 201, { ...client, client_id: "a-client" });
  }

  #authorize(query: URLSearchParams, response: ServerResponse): void {
    const scope = query.get("scope") ?? "";
    this.seen.push(`authorize ${scope}`);
    const code = this.#secret();
    this.#codes.set(code, { challenge: query.get("code_challenge") ?? "", scope });
    const own = new URLSearchParams({ code, state: query.get("state") ?? "", iss: this.#issuer });
    const location = `${query.get("redirect_uri")}?${this.#habits.answer?.(own) ?? own}`;
    response.writeHead(302, { location }).end();
  }

  #token(form: URLSearchParams, response: ServerResponse): void {
    if (form.get("grant_type") === "refresh_token") {
      this.#renew(form.get("refresh_token") ?? "", response);
      return;
    }
    this.seen.push("code");
    const code = this.#codes.get(form.get("code") ?? "");
    const digest = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (code?.challenge === digest) this.#give(code.scope, response);
    else reply(response, 400, { error: "invalid_grant" });
  }

  /** A refresh token can be used once. */
  #renew(token: string, response: ServerResponse): void {
    const scope = this.#refresh.get(token);
    this.seen.push(scope === undefined ? "reuse" : "refresh");
    const other = this.#habits.refresh?.();
    if (other !== undefined) reply(response, other.status, other.body);
    else if (scope === undefined) reply(response, 400, { error: "invalid_grant" });
    else {
      this.#refresh.delete(token);
      this.#give(scope, response);
    }
  }

  #give(scope: string, response: ServerResponse): void {
    const [access_token, refresh_token] = [this.#secret(), this.#secret()];
    this.#access.set(access_token, scope);
    this.#refresh.set(refresh_token, scope);
    const expires_in = this.#habits.expiresInS ?? 3600;
    reply(response, 200, { access_token, refresh_token, token_type: "Bearer", expires_in, scope });
  }

  #secret(): string {
    const secret = randomUUID();
    this.secrets.push(secret);
    return secret;
  }

  #mcp({ headers, method: verb }: IncomingMessage, body: string, response: ServerResponse): void {
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
    const scope = this.#access.get(token);
    const about = `Bearer resource_metadata="${this.#issuer}/.well-known/oauth-protected-resource/mcp"`;
    const message = verb === "POST" && body !== "" ? (JSON.parse(body) as Message) : undefined;
    const wanted = this.#wantedBy(message, scope ?? "");
    if (scope === undefined) reply(response, 401, {}, { "www-authenticate": `${about}, scope="${SCOPES}"` });
    else if (message === undefined) reply(response, 405, {});
    else if (wanted !== undefined) {
      const challenge = `${about}, error="insufficient_scope", scope="${wanted}"`;
      reply(response, 403, {}, { "www-authenticate": challenge });
    } else if (message.id === undefined) reply(response, 202, {});
    else reply(response, 200, answerTo(message, this.#habits.echoes ? `your token is ${token}` : "done"));
  }

  /** The scope that a call lacks. */
  #wantedBy(message: Message | undefined, granted: string): string | undefined {
    if (message?.method !== "tools/call") return undefined;
    const wanted = message.params?.name === "write" ? (this.#habits.writeScope ?? SCOPES) : SCOPES;
    return this.#habits.isNeverContent || !granted.split(" ").includes(wanted) ? wanted : undefined;
  }
}

interface Message {
  readonly id?: unknown;
  readonly method: string;
  readonly params?: Json;
}

function answerTo({ id, method }: Message, text: string): Json {
  const result = RESULTS[method]?.(text);
  const error = { code: -32601, message: `no ${method}` };
  return { jsonrpc: "2.0", id, ...(result === undefined ? { error } : { result }) };
}

const RESULTS: Readonly<Record<string, (text: string) => unknown>> = {
  initialize: () => ({
    protocolVersion: "2025-11-25",
    serverInfo: { name: "protected", version: "1" },
    capabilities: { tools: {} },
  }),
  "tools/list": () => ({ tools: ["read", "write"].map((name) => ({ name, inputSchema: { type: "object" } })) }),
  "tools/call": (text) => ({ content: [{ type: "text", text }] }),
};

function reply(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}
