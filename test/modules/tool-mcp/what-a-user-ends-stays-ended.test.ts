import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as assert from "uvu/assert";
import { logInTo } from "../../../modules/tool-mcp/accounts.ts";
import { CredentialStore } from "../../../modules/tool-mcp/oauth/credential-store.ts";
import { VaultKeys } from "../../../modules/tool-mcp/oauth/vault-key.ts";
import { browse } from "../../support/mcp/protected-server.ts";
import { suite } from "../../support/suite.ts";
import { inTemporaryDirectory } from "../../support/temporary-directory.ts";
import { withVault } from "./auth-fixture.ts";

const test = suite("what a user ends stays ended");

test("a logout counts after a renewal that was under way", async () => {
  await withVault({}, async ({ logIn, store }) => {
    await logIn();
    let logout: Promise<boolean> | undefined;
    await store.update(async (held) => {
      logout = store.remove();
      for (let round = 0; round < 100; round += 1) await new Promise((resolve) => setImmediate(resolve));
      return held && { ...held };
    });
    assert.is(await logout, true);
    assert.is(await store.read(), undefined);
  });
});

test("a login that is given up while tokens are fetched stores none", async () => {
  const givingUp = new AbortController();
  const tokens = JSON.stringify({ access_token: "too-late-a-token", token_type: "Bearer" });
  const endpoint = createServer((_, response) => {
    givingUp.abort(new Error("given up"));
    response.writeHead(200, { "content-type": "application/json" }).end(tokens);
  });
  await once(endpoint.listen(0, "127.0.0.1"), "listening");
  const token_endpoint = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/token`;
  try {
    await withVault({ issuerMetadata: (own) => ({ ...own, token_endpoint }) }, async ({ account, store }) => {
      const show = async (page: URL): Promise<void> => void (await browse(page));
      const failed = await logInTo(account, { cwd: "/", signal: givingUp.signal, show }).catch(
        (error: unknown) => error,
      );
      assert.is((failed as Error).message, "given up");
      assert.is(await store.read(), undefined);
    });
  } finally {
    endpoint.closeAllConnections();
    endpoint.close();
  }
});

test("nor does one that is given up while the keyring is unlocked", async () => {
  await inTemporaryDirectory(async (directory) => {
    const givingUp = new AbortController();
    const read = async (): Promise<string> => {
      givingUp.abort(new Error("given up"));
      return "A".repeat(43);
    };
    const keys = new VaultKeys(directory, { read, write: async () => {} });
    const store = new CredentialStore(directory, { name: "vault", url: "https://vault.example" }, keys);
    const fresh = { issuer: "https://vault.example", clients: {} };
    const failed = await store.update(async () => fresh, givingUp.signal).catch((error: unknown) => error);
    assert.is((failed as Error).message, "given up");
    assert.is(await store.read(), undefined);
  });
});

test.run();
