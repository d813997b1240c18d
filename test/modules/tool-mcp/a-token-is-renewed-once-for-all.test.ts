import * as assert from "uvu/assert";
import { suite } from "../../support/suite.ts";
import { withVault } from "./auth-fixture.ts";

const test = suite("a token is renewed once for all");
/** A token that ends at once is renewed before each use. */
const SHORT = { expiresInS: 1 };

test("processes that need a new one at the same time get the same, and none is used twice", async () => {
  await withVault(SHORT, async ({ vault, auth, logIn }) => {
    await logIn();
    vault.seen.length = 0;
    vault.habits.expiresInS = 3600;
    const tokens = await Promise.all([auth(), auth(), auth()].map((one) => one.token()));
    assert.is(new Set(tokens).size, 1);
    assert.ok(vault.secrets.includes(tokens[0] ?? ""));
    assert.equal(vault.seen, ["refresh"]);
  });
});

test("one that the server refuses is renewed, and not again by whoever comes late", async () => {
  await withVault({}, async ({ vault, auth, logIn }) => {
    await logIn();
    const [early, late] = [auth(), auth()];
    const old = [await early.token(), await late.token()];
    vault.expire();
    vault.seen.length = 0;
    const response = await fetch(vault.url, { method: "POST" });
    await early.onUnauthorized({ response });
    await late.onUnauthorized({ response });
    assert.equal(vault.seen, ["refresh"]);
    assert.is.not(await late.token(), old[0]);
    assert.is(await late.token(), await early.token());
  });
});

test("where the authorization server says no, a login is needed, and it is not asked again", async () => {
  await withVault(SHORT, async ({ vault, auth, logIn, store }) => {
    await logIn();
    vault.seen.length = 0;
    vault.habits.refresh = () => ({ status: 400, body: { error: "invalid_grant" } });
    assert.is(await auth().token(), undefined);
    assert.is(await auth().token(), undefined);
    assert.is(vault.seen.length, 1);
    assert.is((await store.read())?.tokens, undefined);
    const response = await fetch(vault.url, { method: "POST" });
    const failed = await auth()
      .onUnauthorized({ response })
      .catch((error: unknown) => error);
    assert.match(String(failed), "ampd mcp login vault");
  });
});

test("where it cannot be asked, the login is kept, and what it repeats is masked", async () => {
  await withVault(SHORT, async ({ vault, auth, logIn, store }) => {
    await logIn();
    const held = (await store.read())?.tokens;
    vault.habits.refresh = () => ({ status: 503, body: `down, and you sent ${held?.refresh_token}` });
    const failed = String(
      await auth()
        .token()
        .catch((error: unknown) => error),
    );
    assert.match(failed, /could not be renewed: .*down/);
    assert.not.match(failed, String(held?.refresh_token));
    assert.equal((await store.read())?.tokens, held);
  });
});

test.run();
