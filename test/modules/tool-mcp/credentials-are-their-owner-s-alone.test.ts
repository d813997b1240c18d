import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { CredentialStore } from "../../../modules/tool-mcp/oauth/credential-store.ts";
import { systemKeyring } from "../../../modules/tool-mcp/oauth/keyring.ts";
import { VaultKeys } from "../../../modules/tool-mcp/oauth/vault-key.ts";
import { suite } from "../../support/suite.ts";
import { inTemporaryDirectory } from "../../support/temporary-directory.ts";

const test = suite("credentials are their owner's alone");
const SERVER = { name: "vault", url: "https://vault.example/mcp" };
const TOKEN = "a-token-that-nobody-may-see";
const CREDENTIALS = { issuer: "https://vault.example", clients: {}, tokens: { access_token: TOKEN } };

/** A keyring's program that keeps one secret in a file, and notes its arguments. */
const SECRET_TOOL = `#!/bin/sh
echo "$*" >> "$HOME/arguments"
case "$1" in
  store) cat > "$HOME/secret" ;;
  lookup)
    if [ -e "$HOME/locked" ]; then echo "the keyring is locked" >&2; exit 1; fi
    cat "$HOME/secret" 2>/dev/null || exit 1 ;;
esac
`;

async function written(directory: string, keys?: VaultKeys): Promise<CredentialStore> {
  const store = new CredentialStore(directory, SERVER, keys);
  await store.update(async () => CREDENTIALS);
  return store;
}

test("without a keyring they are encrypted with a key beside them, and nobody else may read either", async () => {
  await inTemporaryDirectory(async (root) => {
    const directory = join(root, "credentials");
    const before = process.umask(0);
    await written(directory, new VaultKeys(directory, undefined)).finally(() => process.umask(before));
    assert.is((await stat(directory)).mode & 0o777, 0o700);
    const names = await readdir(directory);
    assert.is(names.length, 2, names.join(", "));
    for (const name of names) {
      assert.is((await stat(join(directory, name))).mode & 0o777, 0o600, name);
      assert.not.match(await readFile(join(directory, name), "utf8"), TOKEN);
    }
    assert.equal(await new CredentialStore(directory, SERVER).read(), CREDENTIALS);
    assert.is(await new CredentialStore(directory, { ...SERVER, name: "other" }).read(), undefined);
  });
});

test("a key that others can read, a file that was changed, and a key that is gone are said, and a login mends all", async () => {
  await inTemporaryDirectory(async (directory) => {
    const store = await written(directory, new VaultKeys(directory, undefined));
    const told = () => new CredentialStore(directory, SERVER).read().catch((error: Error) => error.message);
    await chmod(join(directory, "key"), 0o644);
    assert.match(String(await told()), "can be read by others");
    await chmod(join(directory, "key"), 0o600);
    const name = (await readdir(directory)).find((one) => one.endsWith(".json")) ?? "";
    const sealed = JSON.parse(await readFile(join(directory, name), "utf8")) as object;
    await writeFile(join(directory, name), JSON.stringify({ ...sealed, tag: "AAAAAAAAAAAAAAAAAAAAAA==" }));
    assert.match(String(await told()), "does not fit the key");
    await writeFile(join(directory, name), JSON.stringify({ ...sealed, key: "keyring" }));
    assert.match(String(await told()), "in the keyring");
    await store.update(async () => CREDENTIALS);
    assert.equal(await told(), CREDENTIALS);
    assert.ok(await store.remove());
    assert.is(await told(), undefined);
  });
});

test.needing(
  { name: "Linux", isMet: process.platform === "linux" },
  "with a keyring the key is there and in no file, never among a program's arguments, and never replaced unread",
  async () => {
    await inTemporaryDirectory(async (root) => {
      const directory = join(root, "credentials");
      const programs = join(root, "bin");
      await mkdir(programs);
      await writeFile(join(programs, "secret-tool"), SECRET_TOOL, { mode: 0o755 });
      const environment = {
        PATH: `${programs}:${process.env.PATH}`,
        HOME: root,
        DBUS_SESSION_BUS_ADDRESS: "unix:path=/x",
      };
      const keyring = () => systemKeyring(environment);
      await written(directory, new VaultKeys(directory, keyring()));
      assert.equal(
        (await readdir(directory)).filter((name) => !name.endsWith(".json")),
        [],
      );
      const secret = (await readFile(join(root, "secret"), "utf8")).trim();
      assert.is(Buffer.from(secret, "base64").length, 32);
      assert.not.ok((await readFile(join(root, "arguments"), "utf8")).includes(secret));
      const again = new CredentialStore(directory, SERVER, new VaultKeys(directory, keyring()));
      assert.equal(await again.read(), CREDENTIALS);
      assert.is(systemKeyring({ PATH: environment.PATH, HOME: root }), undefined);

      await writeFile(join(root, "locked"), "");
      const locked = new CredentialStore(directory, SERVER, new VaultKeys(directory, keyring()));
      assert.match(String(await locked.read().catch((error: unknown) => error)), "the keyring is locked");
      await locked.update(async () => CREDENTIALS);
      assert.ok((await readdir(directory)).includes("key"));
      assert.is((await readFile(join(root, "secret"), "utf8")).trim(), secret);

      await rm(join(root, "locked"));
      await writeFile(join(root, "secret"), "not a key");
      await new CredentialStore(directory, SERVER, new VaultKeys(directory, keyring())).update(async () => CREDENTIALS);
      assert.is(await readFile(join(root, "secret"), "utf8"), "not a key");
    });
  },
);

test.run();
