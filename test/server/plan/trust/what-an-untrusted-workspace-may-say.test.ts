import * as assert from "uvu/assert";
import { inSettingsScene, LOCAL, PROJECT } from "../../../support/settings-scene.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("trust");

/** A line of YAML in flow style, and whether it acts without trust. */
const ROWS: readonly (readonly [settings: string, acts: boolean])[] = [
  ["profile: demo", true],
  ["profile: mine", false],
  ["permissions: { rules: [{ command: rm, effect: deny }] }", true],
  ["permissions: { rules: [{ command: rm, effect: ask }] }", true],
  ["permissions: { rules: [{ pattern: rm, action: auto_deny }] }", true],
  ["permissions: { rules: [{ command: rm, effect: allow }] }", false],
  ["permissions: { rules: [{ pattern: rm, action: auto_approve }] }", false],
  ["permissions: { default_action: deny }", true],
  ["permissions: { default_action: ask }", false],
  ["permissions: { default_action: allow }", false],
  ["permissions: { mode: read-only }", true],
  ["permissions: { mode: accept-edits }", false],
  ["permissions: { mode: ask }", false],
  ["permissions: { audit: { enabled: false } }", false],
  ["permissions: { default_timeout: 80000 }", false],
  ["providers: { provider-openai: { config: { default_model: gpt-5 } } }", true],
  ["providers: { provider-openai: { config: { temperature: 0.5 } } }", true],
  ["providers: { provider-openai: { config: { base_url: 'http://evil.test' } } }", false],
  ["providers: { provider-openai: { config: { api_key: x } } }", false],
  ["providers: { provider-openai: { config: { default_model: '${HOME}' } } }", false],
  ["providers: { provider-openai: { config: { default_model: { secret: { command: [id] } } } } }", false],
  ["providers: { provider-openai: { enabled: false } }", false],
  ["providers: { provider-openai: null }", false],
  ["tools: { tool-bash: { enabled: false } }", true],
  ["tools: { tool-bash: { enabled: true } }", false],
  ["tools: { tool-bash: { config: { sandbox: off } } }", false],
  ["tools: { tool-filesystem: { config: { denied_write_paths: [src] } } }", true],
  ["tools: { tool-filesystem: { config: { allowed_write_paths: [/] } } }", false],
  ["tools: { tool-filesystem: { config: { denied_write_paths: null } } }", false],
  ["hooks: { hooks-approval: { enabled: false } }", false],
  ["hooks: { hooks-logging: { config: { path: /tmp/x } } }", false],
  ["hooks: { hooks-scheduler-cost-aware: { config: { max_cost: 1000 } } }", false],
  ["session: { orchestrator: { module: loop-basic } }", false],
  ["modules: { tools: [tool-bash] }", false],
  ["modules: { tools: [{ module: evil, source: ./evil.mjs }] }", false],
  ["sandbox: required", true],
  ["sandbox: off", false],
  ["sources: { tool-bash: ./evil.mjs }", false],
  ["collections: { evil: ./evil }", false],
];

for (const [text, acts] of ROWS) {
  test(`${text} ${acts ? "acts" : "waits for trust"}`, async () => {
    for (const file of [PROJECT, LOCAL]) {
      await inSettingsScene({ [file]: `{ ${text} }\n` }, async ({ service, workspace, trust }) => {
        const before = await service.read(workspace);
        assert.is(before.leaves.length > 0, acts);
        assert.equal(
          before.warnings.map(({ kind, path }) => `${kind} ${path}`),
          acts ? [] : [`untrusted-workspace ${file.replace("workspace/", "")}`],
        );
        await trust();
        const after = await service.read(workspace);
        assert.equal(after.warnings, []);
        assert.is(after.items.length > 0, !acts);
      });
    }
  });
}

test("the warning names the file, the keys and the way to trust them", async () => {
  const text = "sources:\n  x: ./x.mjs\npermissions:\n  rules:\n    - { tool: bash, effect: allow }\n";
  await inSettingsScene({ [PROJECT]: text }, async ({ service, workspace }) => {
    const [warning] = (await service.read(workspace)).warnings;
    assert.match(
      warning?.message ?? "",
      /^\.ampd\/settings\.yaml .*sources\.x .*permissions\.rules\[0\] .*ampd trust /,
    );
  });
});

test("trust is bound to what was there: a change waits again, and only the change", async () => {
  await inSettingsScene({ [PROJECT]: "sandbox: off\n" }, async ({ service, workspace, write, trust }) => {
    await trust();
    await write(PROJECT, "sandbox: off\nsources: { x: ./x.mjs }\n");
    const { values, warnings } = await service.read(workspace);
    assert.equal(values, { sandbox: "off" });
    assert.match(warnings[0]?.message ?? "", /sources\.x/);
    await service.trust.forget(workspace);
    assert.equal((await service.read(workspace)).values, {});
  });
});

test("servers, profiles, agents and modules wait for trust, and each change of them does", async () => {
  const files = {
    "workspace/.mcp.json": JSON.stringify({ mcpServers: { one: { command: "x" } } }),
    "workspace/.ampd/profiles/p.md": "---\n---\n",
    "workspace/.amplifier/agents/a.md": "---\n---\n",
    "workspace/.ampd/modules/tool-x/index.mjs": "export const module = 1;\n",
  };
  await inSettingsScene(files, async ({ service, workspace, write, trust }) => {
    const waiting = async (): Promise<string[]> =>
      (await service.read(workspace)).items
        .filter((item) => !item.isTrusted)
        .map(({ file, key }) => (key === undefined ? file : `${file} ${key}`));
    assert.equal(await waiting(), [
      ".mcp.json mcpServers.one",
      ".ampd/profiles/p.md",
      ".ampd/modules/tool-x",
      ".amplifier/agents/a.md",
    ]);
    await trust();
    assert.equal(await waiting(), []);
    await write("workspace/.ampd/modules/tool-x/index.mjs", "export const module = 2;\n");
    assert.equal(await waiting(), [".ampd/modules/tool-x"]);
    await write("workspace/.mcp.json", JSON.stringify({ mcpServers: { one: { command: "y" } } }));
    assert.equal(await waiting(), [".mcp.json mcpServers.one", ".ampd/modules/tool-x"]);
  });
});

test("of very many files, as many are told one by one as somebody may read, and the others are counted", async () => {
  const names = Array.from({ length: 120 }, (_, index) => `workspace/.ampd/profiles/p${index}.md`);
  await inSettingsScene(Object.fromEntries(names.map((name) => [name, "---\nname: p\n---\n"])), async (scene) => {
    const { warnings, items } = await scene.service.read(scene.workspace);
    assert.is(items.length, 120);
    assert.is(warnings.length, 51);
    assert.match(warnings.at(-1)?.message ?? "", /^70 more files .*ampd trust --list/);
  });
});

test("a value that the user wrote through ampd is trusted, and what stood beside it is not", async () => {
  await inSettingsScene({ [LOCAL]: "sources: { x: ./x.mjs }\n" }, async ({ service, workspace }) => {
    await service.addRule(workspace, { tool: "bash", command: "git status", effect: "allow" });
    await service.write("project", workspace, { path: ["sandbox"], value: "off" });
    const { values } = await service.read(workspace);
    assert.equal(values, {
      sandbox: "off",
      permissions: { rules: [{ tool: "bash", command: "git status", effect: "allow" }] },
    });
  });
});

test.run();
