/** One login to a server, from its metadata to stored tokens. The caller shows the page to the user. */
import { messageOf } from "../../../kernel/index.ts";
import { makeRedactor } from "../../lib/redaction/index.ts";
import type { ServerConfig } from "../config.ts";
import type { CredentialStore } from "./credential-store.ts";
import { type Credentials, unionOf } from "./credentials.ts";
import { LoginProvider, LoginRefused } from "./login-provider.ts";
import { fetchWithinReachOf, isSafe } from "./reach.ts";
import { listenForRedirect, type RedirectListener } from "./redirect-listener.ts";
import type { Challenge } from "./server-auth.ts";

export interface LoginRequest {
  readonly config: ServerConfig;
  readonly store: CredentialStore;
  /** What the server said when it refused a request. */
  readonly challenge: Challenge | undefined;
  /** Aborts: nothing is stored. */
  readonly signal: AbortSignal;
  /** Called once, with the page that the user must see. */
  readonly show: (page: URL) => Promise<void>;
}

const MAX_TOLD_CHARS = 500;
/** What somebody else says must not steer a terminal. */
const CONTROLS = /\p{Cc}+/gu;

/** @throws LoginRefused in words for the user; what the signal aborts with */
export async function logIn(request: LoginRequest): Promise<Credentials> {
  const { config, store, signal } = request;
  const server = new URL(config.url ?? "");
  if (!isSafe(server)) throw new LoginRefused(`${server.origin} is not logged in to: a token goes over https alone`);
  const earlier = await store.read().catch(() => undefined);
  const listener = await listenForRedirect(config.oauth?.redirect_port ?? 0);
  try {
    const provider = new LoginProvider({ server, config: config.oauth ?? {}, redirectUrl: listener.url, earlier });
    const fresh = await authorize(request, { server, provider, listener, earlier });
    return await store.update(async () => fresh, signal);
  } catch (error) {
    signal.throwIfAborted();
    const { redactText } = makeRedactor({ secrets: [config.oauth?.client_secret ?? ""] });
    const told = redactText(messageOf(error)).replace(CONTROLS, " ");
    throw new LoginRefused(told.slice(0, MAX_TOLD_CHARS));
  } finally {
    await listener.close();
  }
}

interface Parts {
  readonly server: URL;
  readonly provider: LoginProvider;
  readonly listener: RedirectListener;
  readonly earlier: Credentials | undefined;
}

async function authorize(
  { config, challenge, signal, show }: LoginRequest,
  { server, provider, listener, earlier }: Parts,
): Promise<Credentials> {
  const { auth } = await import("@modelcontextprotocol/client");
  const reach = fetchWithinReachOf(server);
  const fetchFn: typeof reach = (input, init) =>
    reach(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, signal]) : signal });
  const scope = unionOf(config.oauth?.scopes?.join(" ") ?? challenge?.scope, earlier?.wanted_scope);
  const common = {
    serverUrl: server,
    fetchFn,
    ...(scope !== undefined && { scope }),
    ...(challenge?.resourceMetadataUrl && { resourceMetadataUrl: challenge.resourceMetadataUrl }),
  };
  await auth(provider, common);
  const { page } = provider;
  const answered = listener.answer(provider.state(), signal);
  answered.catch(() => {});
  await show(page);
  const code = await codeIn(await answered, provider);
  await auth(provider, { ...common, ...code });
  return provider.credentials(page.searchParams.get("scope") ?? undefined);
}

/** Whose answer it is comes first: the words of an error may be anybody's, too. */
async function codeIn(
  answer: URLSearchParams,
  { discovery }: LoginProvider,
): Promise<{ authorizationCode: string; iss?: string }> {
  const { validateAuthorizationResponseIssuer } = await import("@modelcontextprotocol/client");
  const metadata = discovery?.authorizationServerMetadata;
  const iss = answer.get("iss") ?? undefined;
  validateAuthorizationResponseIssuer({
    iss,
    expectedIssuer: metadata?.issuer,
    issParameterSupported: metadata?.authorization_response_iss_parameter_supported === true,
  });
  const error = answer.get("error");
  const words = answer.get("error_description");
  if (error !== null) throw new LoginRefused(`the authorization server said ${error}${words ? `: ${words}` : ""}`);
  return { authorizationCode: answer.get("code") ?? "", ...(iss !== undefined && { iss }) };
}
