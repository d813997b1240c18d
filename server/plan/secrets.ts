/**
 * Secrets by reference in a plan's config: `{secret: {env: NAME}}`, `{secret: {file: PATH}}`, `{secret: {command: [PROGRAM, …]}}` and
 * `{secret: {shell: LINE}}`. They are read when the session's modules are mounted, and stored nowhere; no error shows a value.
 */
import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { resolve } from "node:path";
import type { JsonObject, ModuleEntry, MountPlan, Problem } from "../../kernel/index.ts";
import { startGroup, supervise } from "../../modules/lib/child-process/index.ts";
import { secretsOfEnvironment, secretsOfPlan } from "../../modules/lib/redaction/index.ts";
import { mapConfigs } from "./environment.ts";

export interface SecretSources {
  readonly environment: NodeJS.ProcessEnv;
  /** Where relative paths start and commands run. */
  readonly cwd: string;
}

const MAX_SECRET_BYTES = 64 * 1024;
const COMMAND_TIMEOUT_MS = 30_000;
const FORMS = ["env", "file", "command", "shell"];

/** Secrets that cannot be read are problems, at their places in the plan. Answers those that were read, too. */
export async function resolveSecrets(
  plan: MountPlan,
  sources: SecretSources,
): Promise<{ plan: MountPlan; problems: Problem[]; secrets: string[] }> {
  const problems: Problem[] = [];
  const secrets: string[] = [];
  const resolveAt = async (value: unknown, path: string): Promise<unknown> => {
    if (Array.isArray(value)) return Promise.all(value.map((item, index) => resolveAt(item, `${path}[${index}]`)));
    if (typeof value !== "object" || value === null) return value;
    if (isReference(value)) {
      try {
        const secret = await readSecret(value.secret, sources);
        secrets.push(secret);
        return secret;
      } catch (error) {
        const message = error instanceof SecretUnreadable ? error.message : "the secret cannot be read";
        problems.push({ path, message });
        return "";
      }
    }
    const entries = Object.entries(value).map(
      async ([key, item]) => [key, await resolveAt(item, `${path}.${key}`)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  };
  const read = new Map<ModuleEntry, unknown>();
  const waiting: Promise<void>[] = [];
  mapConfigs(plan, (config, path, entry) => {
    waiting.push(resolveAt(config, path).then((resolved) => void read.set(entry, resolved)));
    return config;
  });
  await Promise.all(waiting);
  return { plan: mapConfigs(plan, (_, __, entry) => read.get(entry) as JsonObject), problems, secrets };
}

/** A config with a word in the place of each secret: for a look at its shape, which must not read any. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  if (isReference(value)) return "secret";
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item)]));
}

/**
 * What is secret in a plan that is ready: texts under keys that say so, references that were read, and variables of the environment
 * whose names say so, wherever the plan has them.
 */
export function secretsIn(
  plan: Pick<MountPlan, "providers" | "tools" | "hooks">,
  { read, environment }: { readonly read: readonly string[]; readonly environment: NodeJS.ProcessEnv },
): string[] {
  const text = JSON.stringify(plan);
  const variables = secretsOfEnvironment(environment).filter((value) =>
    text.includes(JSON.stringify(value).slice(1, -1)),
  );
  return [...new Set([...secretsOfPlan(plan), ...read, ...variables])];
}

class SecretUnreadable extends Error {}

function isReference(value: object): value is { secret: JsonObject } {
  const { secret } = value as { secret?: unknown };
  return Object.keys(value).length === 1 && typeof secret === "object" && secret !== null && !Array.isArray(secret);
}

async function readSecret(reference: JsonObject, sources: SecretSources): Promise<string> {
  const [form = "", ...others] = Object.keys(reference);
  const source = reference[form];
  if (others.length > 0 || !FORMS.includes(form)) {
    throw new SecretUnreadable(`a secret is read from one of ${FORMS.join(", ")}: {secret: {env: NAME}}`);
  }
  if (form === "command") return fromProgram(wordsOf(source), sources);
  if (typeof source !== "string" || source === "") throw new SecretUnreadable(`secret.${form} must be a text`);
  if (form === "env") return fromEnvironment(source, sources.environment);
  return form === "file" ? fromFile(source, sources) : fromProgram(["/bin/sh", "-c", source], sources);
}

function wordsOf(source: unknown): [string, ...string[]] {
  const words = Array.isArray(source) ? source.filter((word): word is string => typeof word === "string") : [];
  const [program, ...rest] = words;
  if (program !== undefined && words.length === (source as unknown[]).length) return [program, ...rest];
  throw new SecretUnreadable(
    "secret.command must be a list, the program and its arguments; for a line of shell, write secret.shell",
  );
}

function fromEnvironment(name: string, environment: NodeJS.ProcessEnv): string {
  const value = environment[name];
  if (value) return value;
  throw new SecretUnreadable(`the environment variable ${name} is not set`);
}

async function fromFile(path: string, { cwd, environment }: SecretSources): Promise<string> {
  const home = environment.HOME || homedir();
  const file = resolve(cwd, path.startsWith("~/") ? `${home}/${path.slice(2)}` : path);
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new SecretUnreadable(`the secret's file ${file} is not a file`);
    if (found.size > MAX_SECRET_BYTES) throw new SecretUnreadable(`the secret's file ${file} is too large`);
    return notEmpty(await readFile(file, "utf8"), `the secret's file ${file}`);
  } catch (error) {
    if (error instanceof SecretUnreadable) throw error;
    throw new SecretUnreadable(`the secret's file ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** It has the whole environment: a password manager needs its agent. It gets no input. */
async function fromProgram(
  [program, ...args]: [string, ...string[]],
  { cwd, environment }: SecretSources,
): Promise<string> {
  const env = Object.fromEntries(
    Object.entries(environment).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  const what = `the secret's command ${program}`;
  const chunks: Buffer[] = [];
  let bytes = 0;
  const group = await startGroup({ file: program, args, cwd, env }).catch((error: NodeJS.ErrnoException) => {
    throw new SecretUnreadable(`${what} cannot be started (${error.code})`);
  });
  const { exit, cause } = await supervise(group, {
    signal: new AbortController().signal,
    timeoutMs: COMMAND_TIMEOUT_MS,
    onChunk: async (stream, chunk) => {
      if (stream !== "stdout") return;
      bytes += chunk.length;
      if (bytes > MAX_SECRET_BYTES) throw new SecretUnreadable(`${what} writes too much for a secret`);
      chunks.push(chunk);
    },
  });
  if (cause === "timeout") throw new SecretUnreadable(`${what} did not end within ${COMMAND_TIMEOUT_MS} ms`);
  if (exit.code !== 0) throw new SecretUnreadable(`${what} ended with ${exit.code}`);
  return notEmpty(Buffer.concat(chunks).toString("utf8"), what);
}

/** Without the line feed at its end. */
function notEmpty(text: string, what: string): string {
  const value = text.replace(/\r?\n$/, "");
  if (value === "") throw new SecretUnreadable(`${what} gives nothing`);
  return value;
}
