/** A server that wants a login, and a user who gives it as `ampd mcp login` does, in this process. */
import { type Account, type LoginOutcome, logInTo } from "../../../modules/tool-mcp/accounts.ts";
import { serverSchema } from "../../../modules/tool-mcp/config.ts";
import { CredentialStore } from "../../../modules/tool-mcp/oauth/credential-store.ts";
import { type ServerAuth, serverAuth } from "../../../modules/tool-mcp/oauth/server-auth.ts";
import { browse, type Habits, type ProtectedServer, protectedServer } from "../../support/mcp/protected-server.ts";
import { inTemporaryDirectory } from "../../support/temporary-directory.ts";
import type { Json } from "../../support/wire/frames.ts";

export interface AuthScene {
  readonly vault: ProtectedServer;
  readonly account: Account;
  readonly store: CredentialStore;
  /** What a session of a process of its own would use. */
  auth(): ServerAuth;
  logIn(): Promise<LoginOutcome>;
}

export async function withVault(
  habits: Habits,
  body: (scene: AuthScene) => Promise<void>,
  oauth: Json = {},
): Promise<void> {
  const vault = await protectedServer({ ...habits });
  try {
    await inTemporaryDirectory(async (directory) => {
      const account = { name: "vault", entry: { url: vault.url, oauth }, directory };
      const { signal } = new AbortController();
      await body({
        vault,
        account,
        store: new CredentialStore(directory, { name: "vault", url: vault.url }),
        auth: () => serverAuth("vault", serverSchema.parse(account.entry), directory) as ServerAuth,
        logIn: () => logInTo(account, { cwd: directory, signal, show: async (page) => void (await browse(page)) }),
      });
    });
  } finally {
    await vault.close();
  }
}
