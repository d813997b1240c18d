/** What doctor finds in set-ups that are broken in one way each: how bad it is, what it is, and what to do. No finding is without a fix. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as assert from "uvu/assert";
import { examine } from "../../../server/cli/doctor/examine.ts";
import type { Finding } from "../../../server/cli/doctor/finding.ts";
import { isolatedHome } from "../../support/isolated-home.ts";
import { suite } from "../../support/suite.ts";

const test = suite("doctor finds what is broken, with its fix");

const SETTINGS = "ampd/config/settings.yaml";
const MINE = "ampd/config/profiles/mine.md";
const ANSWERS = "#!/bin/sh\necho ";

interface Row {
  readonly what: string;
  /** Those under `bin/` are the only programs that there are. */
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: NodeJS.ProcessEnv;
  readonly about: string;
  readonly status: Finding["status"];
  readonly found: RegExp;
  readonly fix?: RegExp;
}

const ROWS: readonly Row[] = [
  { what: "no git", about: "git", status: "warning", found: /missing/, fix: /install git/ },
  { what: "no ripgrep", about: "ripgrep", status: "warning", found: /missing/, fix: /install ripgrep/ },
  { what: "no bwrap", about: "sandbox", status: "warning", found: /missing/, fix: /install bubblewrap/ },
  {
    what: "a bwrap that may not",
    files: { "bin/bwrap": "#!/bin/sh\nexit 1\n" },
    about: "sandbox",
    status: "warning",
    found: /does not run/,
    fix: /let users make namespaces/,
  },
  { what: "a git", files: { "bin/git": `${ANSWERS}git version 2.39\n` }, about: "git", status: "ok", found: /2\.39/ },
  { what: "no editor", about: "editors", status: "ok", found: /neither Neovim nor Emacs/ },
  ...(
    [
      ["nvim", "NVIM v0.6.1", "warning"],
      ["nvim", "NVIM v0.7.2", "ok"],
      ["nvim", "NVIM v0.10.4", "ok"],
      ["emacs", "GNU Emacs 27.2", "warning"],
      ["emacs", "GNU Emacs 28.1", "ok"],
      ["emacs", "GNU Emacs of today", "ok"],
    ] as const
  ).map(([program, line, status]): Row => {
    const files = { [`bin/${program}`]: `${ANSWERS}${line}\n` };
    const fix = status === "ok" ? {} : { fix: /install (?:Neovim 0\.7\.2|Emacs 28\.1) or newer/ };
    return { what: line, files, about: "editors", status, found: new RegExp(line), ...fix };
  }),
  {
    what: "settings that are no YAML",
    files: { [SETTINGS]: "a: [b\n" },
    about: "settings",
    status: "error",
    found: /settings\.yaml: line 2: not YAML/,
    fix: /correct the file at that line/,
  },
  {
    what: "settings that are a folder",
    files: { [`${SETTINGS}/x`]: "" },
    about: "settings",
    status: "error",
    found: /settings\.yaml: it is not a file/,
    fix: /move it away/,
  },
  {
    what: "a list of trusted workspaces that is broken",
    files: { "ampd/config/trust.json": "{" },
    about: "settings",
    status: "error",
    found: /trust\.json/,
    fix: /move it away/,
  },
  {
    what: "a profile that is not there",
    files: { [SETTINGS]: "profile: fundation\n" },
    about: "profile",
    status: "error",
    found: /did you mean foundation\?/,
    fix: /ampd profile list/,
  },
  {
    what: "a profile that is broken",
    files: { [SETTINGS]: "profile: mine\n", [MINE]: "---\ntools: {a: 1}\n---\n" },
    about: "profile",
    status: "error",
    found: /mine\.md:2: tools: it must be a list/,
    fix: /ampd profile list/,
  },
  {
    what: "a broken profile that nobody has chosen",
    files: { [MINE]: "---\ntols: []\n---\n" },
    about: "profile mine",
    status: "warning",
    found: /did you mean tools\?/,
    fix: /correct or remove/,
  },
  {
    what: "a module that is not there",
    files: { [SETTINGS]: "profile: mine\n", [MINE]: "---\nextends: demo\ntools: [tool-bsh]\n---\n" },
    about: "profile",
    status: "error",
    found: /did you mean tool-bash\?/,
    fix: /ampd plan show --origins/,
  },
  {
    what: "an agent that is broken",
    files: {
      [SETTINGS]: "profile: mine\n",
      [MINE]: "---\nextends: demo\nagents: all\n---\n",
      "ampd/config/agents/scout.md": "no front matter",
    },
    about: "profile",
    status: "warning",
    found: /agent scout: .*must begin with YAML/,
    fix: /correct or remove/,
  },
  { what: "no key", about: "providers", status: "warning", found: /scripted provider/, fix: /ANTHROPIC_API_KEY/ },
  {
    what: "a profile whose providers have no key",
    files: { [SETTINGS]: "profile: anthropic\n" },
    about: "providers",
    status: "error",
    found: /provider-anthropic: there is no key in ANTHROPIC_API_KEY/,
    fix: /set ANTHROPIC_API_KEY/,
  },
  {
    what: "a key for one of two providers",
    files: {
      [SETTINGS]: "profile: mine\n",
      [MINE]: "---\nextends: [anthropic, openai]\nproviders: [provider-anthropic, provider-openai]\n---\n",
    },
    environment: { OPENAI_API_KEY: "sk-x" },
    about: "providers",
    status: "warning",
    found: /provider-anthropic: there is no key/,
    fix: /set ANTHROPIC_API_KEY/,
  },
  {
    what: "a key of another vendor",
    environment: { OPENAI_API_KEY: "sk-ant-x" },
    about: "providers",
    status: "warning",
    found: /OPENAI_API_KEY does not begin as the vendor's keys do/,
    fix: /look at OPENAI_API_KEY again/,
  },
  {
    what: "a key in quotes",
    environment: { ANTHROPIC_API_KEY: '"sk-ant-x"' },
    about: "providers",
    status: "error",
    found: /ANTHROPIC_API_KEY has blanks, quotes/,
    fix: /the key alone/,
  },
  {
    what: "a key that looks right",
    environment: { ANTHROPIC_API_KEY: " sk-ant-x\n" },
    about: "providers",
    status: "ok",
    found: /provider-anthropic; keys were not tried out/,
  },
  {
    what: "a key for an endpoint of one's own",
    files: { [SETTINGS]: "providers: {provider-openai: {config: {base_url: 'http://localhost:1'}}}\n" },
    environment: { OPENAI_API_KEY: "token" },
    about: "providers",
    status: "ok",
    found: /provider-openai/,
  },
  {
    what: "a secret that is not there",
    files: {
      [SETTINGS]:
        "profile: openai\nproviders: {provider-openai: {config: {api_key: {secret: {file: /nowhere/at/all}}}}}\n",
    },
    about: "providers",
    status: "error",
    found: /providers\[0\]/,
    fix: /name another place/,
  },
  {
    what: "an MCP server whose program is not there",
    files: { "workspace/.mcp.json": '{"mcpServers": {"lost": {"command": "no-such-program"}}}' },
    about: "mcp lost",
    status: "error",
    found: /no-such-program/,
    fix: /install it, or correct/,
  },
  {
    what: "a file where the sessions should be",
    files: { "ampd/sessions": "" },
    about: "sessions",
    status: "error",
    found: /cannot be written/,
    fix: /AMPD_HOME/,
  },
];

for (const { what, files = {}, environment = {}, about, status, found, fix } of ROWS) {
  test(what, async () => {
    const { directory, env, remove } = isolatedHome();
    try {
      for (const [path, text] of Object.entries({ "workspace/x": "", "bin/x": "", ...files })) {
        const file = join(directory, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
        chmodSync(file, path.startsWith("bin/") ? 0o755 : 0o600);
      }
      // A shell for the programs under bin/ is found without PATH.
      const all = { ...env, ...environment, PATH: join(directory, "bin") };
      const findings = await examine({ environment: all, cwd: join(directory, "workspace") });
      for (const one of findings) assert.is(one.fix !== undefined, one.status !== "ok", JSON.stringify(one));
      const wanted = findings.filter((one) => one.about === about);
      const match = wanted.find((one) => one.status === status && found.test(one.found));
      assert.ok(match, JSON.stringify(findings, null, 1));
      if (fix !== undefined) assert.match(match?.fix ?? "", fix);
      const keys = Object.values(environment).map((key) => `${key}`.trim());
      for (const key of keys)
        assert.not.match(JSON.stringify(findings), new RegExp(`${key}(?!-)\\b`), "no key is shown");
    } finally {
      remove();
    }
  });
}

test.run();
