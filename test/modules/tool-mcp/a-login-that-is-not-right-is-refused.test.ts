import * as assert from "uvu/assert";
import type { Habits } from "../../support/mcp/protected-server.ts";
import { suite } from "../../support/suite.ts";
import type { Json } from "../../support/wire/frames.ts";
import { withVault } from "./auth-fixture.ts";

const test = suite("a login that is not right is refused");

const said = (more: Json) => (own: Json) => ({ ...own, ...more });
const answered = (more: Record<string, string>) => (own: URLSearchParams) =>
  new URLSearchParams({ ...Object.fromEntries(own), ...more });

function withoutIssuer(own: URLSearchParams): URLSearchParams {
  own.delete("iss");
  return own;
}

/** What is wrong, what is told of it, and how far it went: no code may have been given for tokens. */
const ROWS: readonly (readonly [what: string, habits: Habits, told: RegExp, oauth?: Json])[] = [
  ["another issuer in the answer", { answer: answered({ iss: "https://evil.example" }) }, /iss/i],
  ["no issuer where one was promised", { answer: withoutIssuer }, /iss/i],
  ["metadata of another issuer", { issuerMetadata: said({ issuer: "https://evil.example" }) }, /issuer/i],
  [
    "metadata of another resource",
    { resourceMetadata: said({ resource: "https://evil.example/mcp" }) },
    /does not match/,
  ],
  ["no word of PKCE", { issuerMetadata: said({ code_challenge_methods_supported: undefined }) }, /PKCE/],
  [
    "an authorization server in a private network",
    { resourceMetadata: said({ authorization_servers: ["https://10.0.0.1"] }) },
    /10\.0\.0\.1/,
  ],
  [
    "one at the cloud's metadata",
    { resourceMetadata: said({ authorization_servers: ["http://169.254.169.254"] }) },
    /169\.254\.169\.254/,
  ],
  [
    "a token endpoint in a private network",
    { issuerMetadata: said({ token_endpoint: "https://192.168.0.1/token" }) },
    /192\.168\.0\.1/,
  ],
  [
    "a page that is no page",
    { issuerMetadata: said({ authorization_endpoint: "file:///etc/passwd" }) },
    /no page to send a browser to|Invalid|invalid/,
  ],
  [
    "a page without TLS elsewhere",
    { issuerMetadata: said({ authorization_endpoint: "http://example.com/login" }) },
    /no page to send a browser to/,
  ],
  [
    "a client of another authorization server",
    {},
    /registered with https:\/\/other\.example/,
    { client_id: "mine", issuer: "https://other.example" },
  ],
];

for (const [what, habits, told, oauth] of ROWS) {
  test(what, async () => {
    await withVault(
      habits,
      async ({ logIn, vault, store }) => {
        const failed = await logIn().catch((error: unknown) => error);
        assert.instance(failed, Error);
        assert.match((failed as Error).message, told);
        assert.not.ok(vault.seen.includes("code"));
        assert.is(await store.read(), undefined);
      },
      oauth,
    );
  });
}

test("what the authorization server says cannot steer a terminal", async () => {
  const answer = (own: URLSearchParams) =>
    new URLSearchParams({
      state: own.get("state") ?? "",
      iss: own.get("iss") ?? "",
      error: "no",
      error_description: "a\u001b[2Jb",
    });
  await withVault({ answer }, async ({ logIn }) => {
    const failed = await logIn().catch((error: unknown) => error);
    assert.is((failed as Error).message, "the authorization server said no: a [2Jb");
  });
});

test("a client that was used with one authorization server is shown to no other", async () => {
  await withVault(
    {},
    async ({ logIn, vault, store }) => {
      await logIn();
      const moved = said({ authorization_servers: [vault.issuer.replace("127.0.0.1", "localhost")] });
      vault.habits.resourceMetadata = moved;
      vault.habits.issuerMetadata = said({ issuer: vault.issuer.replace("127.0.0.1", "localhost") });
      vault.expire();
      await store.update(async (held) => held && { ...held, tokens: { access_token: "gone-for-good" } });
      const failed = await logIn().catch((error: unknown) => error);
      assert.match((failed as Error).message, /the client mine is registered with/);
    },
    { client_id: "mine" },
  );
});

test("a scope that was granted and is still refused is not asked for again", async () => {
  await withVault({ isNeverContent: true }, async ({ auth, logIn }) => {
    await logIn();
    const { InsufficientScopeError } = await import("@modelcontextprotocol/client");
    const one = auth();
    await one.token();
    const refused = await one.explain(new InsufficientScopeError({ requiredScope: "read" }));
    assert.is(refused?.kind, "login-refused");
    const more = await one.explain(new InsufficientScopeError({ requiredScope: "write" }));
    assert.is(more?.kind, "login-needed");
  });
});

test.run();
