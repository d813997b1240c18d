import { stat } from "node:fs/promises";
import * as assert from "uvu/assert";
import type { LoginNeeded } from "../../../modules/tool-mcp/oauth/login-needed.ts";
import { suite } from "../../support/suite.ts";
import { withVault } from "./auth-fixture.ts";

const test = suite("a login that comes early is heard of");

test("one that came before anybody waited for it is the end of the wait", async () => {
  await withVault({}, async ({ auth, logIn, vault }) => {
    const one = auth();
    assert.is(await one.token(), undefined);
    const response = await fetch(vault.url, { method: "POST" });
    const refused = await one.onUnauthorized({ response }).catch((error: unknown) => error as LoginNeeded);
    assert.is(refused?.kind, "login-needed");
    await logIn();
    await refused?.retryWhen?.(new AbortController().signal);
    assert.ok(vault.secrets.includes((await one.token()) ?? ""));
  });
});

test("what was written by whoever waits is no news", async () => {
  await withVault({}, async ({ account, logIn, store }) => {
    await logIn();
    await store.update(async (held) => held && { ...held, wanted_scope: "write" });
    const giveUp = new AbortController();
    let isHeard = false;
    const waiting = store.changed(giveUp.signal, store.known).then(() => {
      isHeard = true;
    });
    for (let round = 0; round < 100; round += 1) await stat(account.directory);
    assert.not.ok(isHeard);
    giveUp.abort();
    await waiting;
  });
});

test.run();
