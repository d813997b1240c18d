/** Profiles, agents and context files of a workspace, over the wire: listed, compiled, trusted, and what the vendor then hears. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as assert from "uvu/assert";
import { type ServerFixture, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import { startAnthropicServer, type VendorServer } from "../support/vendors/index.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("a profile in a file makes a session");

const PROFILE = `---
profile: {name: mine, description: Ours, extends: test}
providers: [{module: provider-mock, config: {responses: [done]}}]
tools: [{module: tool-bash, config: {timeout: 9}}]
agents: [scout]
---
{{parent}}

Follow @docs/rules.md.`;

async function write(server: ServerFixture, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(server.home.workspace, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

const FILES = {
  ".ampd/profiles/mine.md": PROFILE,
  ".ampd/agents/scout.md": "---\nmeta: {name: scout, description: Looks}\n---\nLook.",
  "docs/rules.md": "Rule one.",
};

test("nothing of an untrusted workspace acts; trusted, its profile is listed, compiled and used", async () => {
  await withServer({}, async (server) => {
    await write(server, FILES);
    const cwd = server.home.workspace;
    const refused = await server.failure("session/create", { cwd, profile: "mine" });
    assert.is(refused.data.kind, "untrusted-workspace");
    assert.match(refused.message, /mine\.md.*ampd trust/);
    const { sessionId: demo, warnings } = await server.call("session/create", { cwd });
    const untrusted = (warnings as Json[]).filter(({ kind }) => kind === "untrusted-workspace");
    assert.match(
      untrusted.map(({ message }) => message).join(),
      /profiles\/mine\.md.*agents\/scout\.md|agents\/scout\.md.*profiles\/mine\.md/s,
    );
    await server.call("session/close", { sessionId: demo });

    await server.call("workspace/trust", { cwd, action: "trust" });
    const { profiles } = (await server.call("profile/list", { cwd })) as { profiles: Json[] };
    assert.equal(
      profiles.find(({ name }) => name === "mine"),
      {
        name: "mine",
        description: "Ours",
        layer: "project",
        isDefault: false,
        path: join(cwd, ".ampd/profiles/mine.md"),
      },
    );
    const one = await server.call("profile/get", { cwd, name: "mine" });
    assert.equal(
      (one.extends as Json[]).map(({ name }) => name),
      ["foundation", "base", "dev", "test", "mine"],
    );
    const { origins, profile } = await server.call("mountPlan/compile", { cwd, profile: "mine" });
    assert.is(profile, "mine");
    assert.is((origins as Json)["tools[5].config.timeout"], join(cwd, ".ampd/profiles/mine.md"));

    const { sessionId } = await server.call("session/create", { cwd, profile: "mine" });
    const { mountPlan } = (await server.call("session/get", { sessionId })) as { mountPlan: Json };
    assert.equal(Object.keys(mountPlan.agents as Json), ["scout"]);
    assert.match(String(mountPlan.instruction), /careful software engineer.*Follow @docs\/rules\.md\.$/s);
    assert.not.match(JSON.stringify(mountPlan), /Rule one/, "files are read anew, not stored");
    assert.is((await server.call("session/execute", { sessionId, prompt: "go" })).text, "done");
  });
});

test("validate finds what is wrong in a profile as problems, and a file's faults with their lines", async () => {
  await withServer({}, async (server) => {
    const cwd = server.home.workspace;
    await write(server, { ".ampd/profiles/bad.md": "---\nname: bad\nextends: demo\ntols: []\n---\n" });
    await server.call("workspace/trust", { cwd, action: "trust" });
    const { valid, problems } = await server.call("mountPlan/validate", { cwd, profile: "bad" });
    assert.is(valid, false);
    assert.match(JSON.stringify(problems), /tols.*did you mean tools/);
    const overrides = { tools: [{ module: "tool-bash", config: { timout: 1 } }] };
    const second = await server.call("mountPlan/validate", { cwd, profile: "demo", overrides });
    assert.match(JSON.stringify(second.problems), /tools\[2\]\.config\.timout.*timeout/);
    assert.is((await server.call("mountPlan/validate", { cwd, profile: "demo" })).valid, true);
    const both = await server.failure("mountPlan/compile", { cwd, profile: "demo", mountPlan: {} });
    assert.is(both.data.kind, "invalid-params");
    assert.is((await server.failure("session/create", { cwd, profile: "bad" })).data.kind, "profile-invalid");
    assert.is((await server.failure("profile/get", { cwd, name: "nobody" })).data.kind, "profile-not-found");
  });
});

test("the vendor hears AGENTS.md behind the instruction, and a mentioned file before the prompt; a client's own plan is left alone", async () => {
  const vendor = await startAnthropicServer(() => ({ blocks: [{ text: "ok" }] }));
  try {
    await withServer({ env: { ANTHROPIC_API_KEY: "test-key" } }, async (server) => {
      await write(server, {
        "AGENTS.md": "Use tabs. @docs/rules.md",
        "docs/rules.md": "Rule one.",
        "a.txt": "text of a",
      });
      const cwd = server.home.workspace;
      const overrides = { providers: [{ module: "provider-anthropic", config: { base_url: vendor.url } }] };
      const sessionId = await server.createSession({ profile: "anthropic", overrides });
      await server.call("session/execute", { sessionId, prompt: "Read @a.txt, not `@AGENTS.md` or me@a.txt" });
      const { system, messages } = bodyOf(vendor, 0);
      assert.match(system, /careful.*Use tabs.*Rule one/s);
      assert.match(messages, /context_file.*a\.txt.*text of a.*Read @a\.txt/s);
      assert.is(messages.split("context_file paths").length, 2);
      assert.ok(
        server
          .events(sessionId)
          .some(({ event, data }) => event === "context:include" && data.path === join(cwd, "a.txt")),
      );

      const session = { orchestrator: "loop-basic", context: "context-simple" };
      const own = await server.createSession({ mountPlan: { session, ...overrides, instruction: "Only @a.txt" } });
      await server.call("session/execute", { sessionId: own, prompt: "Read @a.txt" });
      assert.not.match(JSON.stringify(vendor.requests.at(-1)?.body), /text of a|Use tabs/);
    });
  } finally {
    await vendor.close();
  }
});

function bodyOf({ requests }: VendorServer, index: number): { system: string; messages: string } {
  const { system, messages } = requests[index]?.body ?? {};
  return { system: JSON.stringify(system), messages: JSON.stringify(messages) };
}

test.run();
