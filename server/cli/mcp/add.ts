/** `ampd mcp add`: writes a server into the file of a scope, where it acts at once, as the user wrote it. Starts nothing. */
import { resolve } from "node:path";
import type { Argv } from "yargs";
import type { JsonObject } from "../../../kernel/index.ts";
import { redact } from "../../../modules/lib/redaction/index.ts";
import { inWords, serverProblems } from "../../plan/mcp/check-server.ts";
import { SettingsService, type WritableScope } from "../../plan/settings/settings-service.ts";
import type { Choose, Task } from "../command-line-task.ts";
import { CWD, NAME, SCOPES } from "./options.ts";

interface AddArguments {
  readonly name: string;
  readonly command?: readonly string[] | undefined;
  readonly url?: string | undefined;
  readonly type?: string | undefined;
  readonly env: readonly string[];
  readonly header: readonly string[];
  readonly lazy: boolean;
  readonly scope: WritableScope;
  readonly force: boolean;
  readonly cwd: string;
}

const NAMES = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const many = { type: "string", array: true, nargs: 1, default: [] as string[] } as const;

export function addAdd(parser: Argv, choose: Choose): void {
  parser.command(
    "add <name> [command..]",
    "Add a server: ampd mcp add NAME -- COMMAND ARGUMENT…, or --url",
    (own) =>
      own
        .positional("name", NAME)
        .positional("command", { type: "string", array: true, describe: "The program and its arguments, behind --" })
        .option("url", { type: "string", requiresArg: true, describe: "Where a remote server is" })
        .option("type", {
          choices: ["stdio", "http", "sse"] as const,
          describe: "How it is reached; default: found out",
        })
        .option("env", { ...many, describe: "NAME=VALUE for the program; '${VAR}' keeps a secret out of the file" })
        .option("header", { ...many, describe: "'NAME: VALUE' for each request to a remote server" })
        .option("lazy", { type: "boolean", default: false, describe: "Start it with the first call" })
        .option("scope", { choices: SCOPES, default: "local" as const, describe: "Whose file; project: .mcp.json" })
        .option("force", { type: "boolean", default: false, describe: "Replace one of the same name" })
        .option("cwd", CWD),
    ({ "--": behind = [], command = [], ...given }) => {
      choose(addTask({ ...given, command: [...command, ...(behind as string[])] } as AddArguments));
    },
  );
}

function addTask(given: AddArguments): Task {
  return async ({ environment, cwd: from, print }) => {
    const { name, scope, force: isForced } = given;
    if (!NAMES.test(name))
      throw new Error(`"${name}" is no name for a server: give letters, digits, - and _, 64 at most.`);
    const server = serverOf(given);
    const problems = await serverProblems(name, server);
    if (problems.length > 0) throw new Error(`The server was not added: ${inWords(problems)}`);
    const { writeServer } = await import("../../plan/mcp/write-server.ts");
    const service = new SettingsService(environment);
    const cwd = resolve(from, given.cwd);
    const file = await writeServer(service, { scope, cwd, name, server, isForced });
    await warnOfSecrets(server, file);
    const { refused, root } = await service.read(cwd);
    for (const { message, path } of refused) if (resolve(root, path) === file) process.stderr.write(`${message}\n`);
    print(`${file}\n`);
    return 0;
  };
}

function serverOf({ command: words = [], url, type, env, header, lazy }: AddArguments): JsonObject {
  const [command, ...args] = words;
  if ((command === undefined) === (url === undefined)) {
    throw new Error("Give a command behind --, or a --url: ampd mcp add NAME -- COMMAND ARGUMENT…");
  }
  const place = url === undefined ? { command, ...(args.length > 0 && { args }) } : { url };
  if (url !== undefined && env.length > 0) throw new Error("--env is for a program; a remote server takes --header.");
  if (url === undefined && header.length > 0)
    throw new Error("--header is for a remote server; a program takes --env.");
  return {
    ...(type !== undefined && { type }),
    ...place,
    ...(env.length > 0 && { env: pairsOf(env, "=", "--env NAME=VALUE") }),
    ...(lazy && { lazy }),
    ...(header.length > 0 && { headers: pairsOf(header, ":", "--header 'NAME: VALUE'") }),
  };
}

function pairsOf(texts: readonly string[], separator: string, form: string): Record<string, string> {
  const pairs = texts.map((text) => {
    const at = text.indexOf(separator);
    // What stands there may be a secret.
    if (at < 1) throw new Error(`It must be ${form}.`);
    const value = text.slice(at + 1);
    return [text.slice(0, at), separator === ":" ? value.trim() : value] as const;
  });
  return Object.fromEntries(pairs);
}

async function warnOfSecrets({ env, headers }: JsonObject, file: string): Promise<void> {
  const given = { ...(env as object), ...(headers as object) } as Record<string, string>;
  const shown = redact(given) as Record<string, string>;
  for (const [key, value] of Object.entries(given)) {
    if (shown[key] === value || value.includes("${")) continue;
    const variable = key.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_");
    process.stderr.write(
      `${key} looks like a secret, and ${file} holds it as it is; write '\${${variable}}' instead, and set that variable.\n`,
    );
  }
}
