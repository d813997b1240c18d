/** `ampd init`: asks which provider, where its key is and how freely sessions may act, and writes the user's profile and settings. */
import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Argv } from "yargs";
import { SettingsService } from "../plan/settings/settings-service.ts";
import { directoriesOf } from "../store/directories.ts";
import type { Choose, Task, TaskContext } from "./command-line-task.ts";

const MODES = ["ask", "accept-edits", "read-only", "plan"] as const;
type Mode = (typeof MODES)[number];

interface Vendor {
  readonly module: string;
  /** The variable that holds its key; nothing: it needs none. */
  readonly variable?: string;
}

const VENDORS: Readonly<Record<string, Vendor>> = {
  anthropic: { module: "provider-anthropic", variable: "ANTHROPIC_API_KEY" },
  openai: { module: "provider-openai", variable: "OPENAI_API_KEY" },
  gemini: { module: "provider-gemini", variable: "GEMINI_API_KEY" },
  ollama: { module: "provider-ollama" },
  mock: { module: "provider-mock" },
};
const NAMES = Object.keys(VENDORS);
const PROFILE = "main";
const ENDED =
  "The questions were not answered to the end, so nothing was written. Give the answers as options: ampd init --help";

const WRONG_KEY = "it must be env:NAME, file:PATH or command:PROGRAM ARGS. The key itself is never written down.";

interface InitArguments {
  readonly provider?: string | undefined;
  readonly keyFrom?: string | undefined;
  readonly mode?: string | undefined;
  readonly force: boolean;
}

export function addInitCommand(parser: Argv, choose: Choose): void {
  parser.command(
    "init",
    "Set ampd up: three questions, or the options instead",
    (args) =>
      args
        .option("provider", { choices: NAMES, describe: "Who answers" })
        .option("key-from", {
          type: "string",
          requiresArg: true,
          describe: "env:NAME, file:PATH, or command:PROGRAM ARGS",
        })
        .option("mode", { choices: MODES, describe: "How freely sessions may act" })
        .option("force", { type: "boolean", default: false, describe: "Replace what an earlier init wrote" }),
    ({ provider, keyFrom, mode, force }) => choose(initTask({ provider, keyFrom, mode, force })),
  );
}

function initTask(given: InitArguments): Task {
  return async (context) => {
    const file = join(directoriesOf(context.environment).config, "profiles", `${PROFILE}.md`);
    if (!given.force && (await isThere(file))) {
      process.stderr.write(`${file} is there already; change it, or write it anew with: ampd init --force\n`);
      return 1;
    }
    const provider = await chosen(context, {
      given: given.provider,
      about: "Which provider",
      choices: NAMES,
      fallback: likelyVendor(context),
    });
    const vendor = VENDORS[provider] ?? { module: provider };
    const key = vendor.variable === undefined ? undefined : await keyOf(context, given.keyFrom, vendor.variable);
    const mode = await chosen(context, {
      given: given.mode,
      about: "How freely may sessions act",
      choices: MODES,
      fallback: "ask",
    });
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, profileText(vendor, key), { mode: 0o600 });
    const settings = new SettingsService(context.environment);
    await settings.write("user", context.cwd, { path: ["profile"], value: PROFILE });
    const settingsFile = await settings.write("user", context.cwd, {
      path: ["permissions", "mode"],
      value: mode as Mode,
    });
    context.print(`Written: ${file}\nWritten: ${settingsFile}\n`);
    context.print('Look it over with: ampd doctor\nThen ask something: ampsh "What is in this directory?"\n');
    return 0;
  };
}

function likelyVendor({ environment }: TaskContext): string {
  return NAMES.find((name) => environment[VENDORS[name]?.variable ?? ""]) ?? "mock";
}

interface Choice {
  readonly given: string | undefined;
  readonly about: string;
  readonly choices: readonly string[];
  readonly fallback: string;
}

/** What was given, else what the person says, else the fallback. Asks again until it is one of the choices. */
async function chosen({ ask }: TaskContext, { given, about, choices, fallback }: Choice): Promise<string> {
  if (given !== undefined) return given;
  if (!process.stdin.isTTY) return fallback;
  const question = `${about} (${choices.join(", ")})? [${fallback}] `;
  for (let answer = await ask(question); answer !== undefined; answer = await ask(question)) {
    if (answer === "") return fallback;
    if (choices.includes(answer)) return answer;
  }
  throw new Error(ENDED);
}

type KeySource = string | { readonly secret: { readonly file: string } | { readonly command: readonly string[] } };

/** What was given, else what the person says, asked again until it names a place. @throws Error for what was given and is none */
async function keyOf({ ask, cwd }: TaskContext, given: string | undefined, variable: string): Promise<KeySource> {
  const question = `Where is its key (env:NAME, file:PATH, command:PROGRAM ARGS)? [env:${variable}] `;
  const isAsked = given === undefined && process.stdin.isTTY;
  for (;;) {
    const answer = isAsked ? await ask(question) : (given ?? "");
    if (answer === undefined) throw new Error(ENDED);
    const source = keySource(answer || `env:${variable}`, cwd);
    if (source !== undefined) return source;
    if (!isAsked) throw new Error(`--key-from: ${WRONG_KEY}`);
    process.stderr.write(`${WRONG_KEY}\n`);
  }
}

function keySource(text: string, cwd: string): KeySource | undefined {
  const [, kind, rest = ""] = /^(env|file|command):(.+)$/.exec(text) ?? [];
  if (kind === "file") return { secret: { file: rest.startsWith("~/") ? rest : resolve(cwd, rest) } };
  if (kind === "command") return { secret: { command: rest.split(/\s+/) } };
  return kind === "env" && /^[A-Za-z_]\w*$/.test(rest) ? `\${${rest}}` : undefined;
}

function profileText({ module }: Vendor, key: KeySource | undefined): string {
  const config = key === undefined ? "" : `\n    config: ${JSON.stringify({ api_key: key })}`;
  return `---
name: ${PROFILE}
description: Written by ampd init; yours to change.
extends: dev
exclude:
  providers: all
providers:
  - module: ${module}${config}
---
`;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
