import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InsufficientScopeError } from "@modelcontextprotocol/client";
import * as assert from "uvu/assert";
import { serverSchema } from "../../../modules/tool-mcp/config.ts";
import { CredentialStore } from "../../../modules/tool-mcp/oauth/credential-store.ts";
import { LoginNeeded } from "../../../modules/tool-mcp/oauth/login-needed.ts";
import { SupervisedServer } from "../../../modules/tool-mcp/supervised-server.ts";
import { suite } from "../../support/suite.ts";
import { inTemporaryDirectory } from "../../support/temporary-directory.ts";
import { withVault } from "./auth-fixture.ts";

const test = suite("a wait for a login is quiet");

test("where nobody can tell that a login came, no attempt follows at once, and the reason is in the log", async () => {
  let attempts = 0;
  let noise = "";
  const server = new SupervisedServer(
    {
      name: "vault",
      config: serverSchema.parse({ url: "https://vault.example/mcp" }),
      cwd: "/",
      makeClient: () => Promise.reject(new Error("not asked")),
      redactText: (text) => text,
      onNoise: (chunk) => {
        noise += chunk.toString();
      },
      connect: async () => {
        attempts += 1;
        throw new LoginNeeded("it wants a login", () => Promise.reject(new Error("the directory is not there")));
      },
    },
    { onReady: async () => {}, onDown: () => {} },
  );
  await server.start();
  for (let round = 0; round < 100; round += 1) await new Promise((resolve) => setImmediate(resolve));
  assert.is(attempts, 1);
  assert.match(noise, "the directory is not there");
  const failed = await server.link(new AbortController().signal).catch((error: unknown) => error);
  assert.instance(failed, LoginNeeded);
  assert.is(attempts, 2);
  await server.close();
});

test("a directory that cannot be watched is an error", async () => {
  await inTemporaryDirectory(async (root) => {
    await writeFile(join(root, "file"), "");
    const store = new CredentialStore(join(root, "file", "credentials"), { name: "vault", url: "https://x.example" });
    const { signal } = new AbortController();
    assert.match(String(await store.changed(signal).catch((error: unknown) => error)), "ENOTDIR");
  });
});

test("a scope that is wanted already is not written again, so that sessions of one login do not wake each other", async () => {
  await withVault({}, async ({ auth, logIn, account }) => {
    await logIn();
    const wantMore = async (): Promise<readonly unknown[]> => {
      const refused = await auth().explain(new InsufficientScopeError({ requiredScope: "write" }));
      assert.is(refused?.kind, "login-needed");
      const name = (await readdir(account.directory)).find((one) => one.endsWith(".json")) ?? "";
      const { ino, mtimeMs } = await stat(join(account.directory, name), { bigint: true });
      return [ino, mtimeMs];
    };
    assert.equal(await wantMore(), await wantMore());
  });
});

test.run();
