import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { builtProgram } from "../../support/isolated-home.ts";
import { filesUnder } from "../../support/living-folder.ts";
import { browse, protectedServer } from "../../support/mcp/protected-server.ts";
import type { Home } from "../../support/server-fixture.ts";
import { suite } from "../../support/suite.ts";
import { withServers } from "./mcp-fixture.ts";

const test = suite("a login is given on the command line and used in sessions");

interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param onPage what the user does with the page that is printed */
async function ampd(
  { root, workspace }: Home,
  args: readonly string[],
  onPage?: (page: string, pid: number) => Promise<unknown>,
): Promise<Run> {
  const env = { PATH: process.env.PATH ?? "", HOME: root, AMPD_HOME: root };
  const child = spawn(process.execPath, [builtProgram("ampd"), ...args], { cwd: workspace, env });
  let [stdout, stderr, isShown] = ["", "", false];
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
    const page = /^ {2}(http\S+)\n(?:.|\n)*gives up/m.exec(stderr)?.[1];
    if (page === undefined || isShown) return;
    isShown = true;
    // It may have given up already.
    void onPage?.(page, child.pid ?? 0).catch(() => {});
  });
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return { code, signal, stdout, stderr };
}

/** The user's own config names the server. */
async function configure({ root }: Home, url: string): Promise<void> {
  await mkdir(join(root, "config"), { recursive: true });
  const settings = JSON.stringify({ mcp_servers: { vault: { url } } });
  await writeFile(join(root, "config", "settings.yaml"), settings);
}

test("a session says what to do, opens nothing, and goes on by itself when it is done", async () => {
  const vault = await protectedServer({ echoes: true });
  try {
    await withServers({ vault: { url: vault.url } }, async ({ server, warnings, call }) => {
      assert.is(warnings[0]?.kind, "mcp-login-needed");
      assert.match(warnings[0]?.message ?? "", "run `ampd mcp login vault`");
      assert.equal(vault.seen, []);
      await configure(server.home, vault.url);
      const login = await ampd(server.home, ["mcp", "login", "vault", "--no-browser"], browse);
      assert.is(login.code, 0, login.stderr);
      assert.is(login.stdout, "Logged in to vault (read). It offers 2 tools.\n");
      await server.event("mcp:server_ready");
      // The server repeats the token; nobody hears of it.
      assert.equal(await call("mcp_vault_read"), { success: true, output: "your token is [REDACTED:SECRET]" });
      assert.equal(vault.seen, ["register", "authorize read", "code"]);
      const told = [login.stdout, login.stderr, server.stderr, JSON.stringify(server.events())];
      const texts = [...told, ...(await filesUnder(server.home.root)).map(({ text }) => text)];
      assert.ok(vault.secrets.length > 0);
      const leaks = vault.secrets.filter((secret) => texts.some((text) => text.includes(secret)));
      assert.equal(leaks, []);
      const folder = join(server.home.root, "credentials");
      assert.is((await stat(folder)).mode & 0o777, 0o700);
      for (const { name, mode } of await filesUnder(folder)) assert.is(mode, 0o600, name);

      const again = await ampd(server.home, ["mcp", "login", "vault", "--no-browser"]);
      assert.match(again.stdout, "You are logged in to vault already");
      const logout = await ampd(server.home, ["mcp", "logout", "vault"]);
      assert.is(logout.stdout, "The login to vault is forgotten.\n");
      const { error } = await call("mcp_vault_read");
      assert.is(error?.kind, "login-needed");
      assert.match(error?.message ?? "", "ampd mcp login vault");
    });
  } finally {
    await vault.close();
  }
});

test("what goes wrong is said, and leaves nothing behind", async () => {
  const vault = await protectedServer();
  try {
    await withServers({}, async ({ server: { home } }) => {
      await configure(home, vault.url);
      const unknown = await ampd(home, ["mcp", "login", "valt"]);
      assert.is(unknown.code, 1);
      assert.match(unknown.stderr, /no MCP server "valt".*vault/);

      const interrupted = await ampd(home, ["mcp", "login", "vault", "--no-browser"], async (_page, pid) => {
        process.kill(pid, "SIGINT");
      });
      assert.is(interrupted.code, 130);
      assert.match(interrupted.stderr, "given up; nothing has changed");

      vault.habits.answer = (own) =>
        new URLSearchParams({ state: own.get("state") ?? "", iss: vault.issuer, error: "access_denied" });
      const denied = await ampd(home, ["mcp", "login", "vault", "--no-browser"], browse);
      assert.is(denied.code, 1);
      assert.match(denied.stderr, "vault: the authorization server said access_denied");

      vault.habits.answer = () => new URLSearchParams({ code: "stolen", state: "another", iss: vault.issuer });
      const late = await ampd(home, ["mcp", "login", "vault", "--no-browser", "--timeout", "1"], browse);
      assert.match(late.stderr, "No answer came within 1 s");
      const left = await readdir(join(home.root, "credentials")).catch(() => []);
      assert.equal(left, []);
    });
  } finally {
    await vault.close();
  }
});

test.run();
