/** Where sessions are kept: as an argument says, else the environment, else the user's settings, else in files. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Problem } from "../../kernel/index.ts";
import { secretsOfEnvironment } from "../../modules/lib/redaction/index.ts";
import { expandText } from "../plan/environment.ts";
import { SettingsService } from "../plan/settings/settings-service.ts";
import type { SessionStore } from "../store/contracts.ts";
import { directoriesOf } from "../store/directories.ts";
import { openStore, STORE_KINDS, type StoreChoice } from "../store/open-store.ts";
import { SERVER_NAME } from "../version.ts";
import { UsageError } from "./arguments.ts";

export interface StoreArguments {
  readonly store?: StoreChoice["kind"] | undefined;
  /** The variable that holds the URL: an argument with a password in it could be seen by everybody on the machine. */
  readonly storeUrlEnv?: string | undefined;
}

const HINT = `\nTry: ${SERVER_NAME} --help`;
const DEFAULT_URL_VARIABLE = "AMPD_STORE_URL";
const FORM = "postgres://user:password@host:port/database";

/** @throws UsageError; SettingsError `settings-invalid` */
export async function openChosenStore(
  given: StoreArguments,
  environment: NodeJS.ProcessEnv,
  report: (line: string) => void,
): Promise<SessionStore> {
  return openStore({
    ...(await storeChoice(given, environment)),
    directories: directoriesOf(environment),
    policy: "turn",
    secrets: secretsOfEnvironment(environment),
    report,
  });
}

/** @throws UsageError; SettingsError `settings-invalid` */
export async function storeChoice(given: StoreArguments, environment: NodeJS.ProcessEnv): Promise<StoreChoice> {
  const kind = given.store ?? fromEnvironment(environment.AMPD_STORE);
  if (kind === undefined && given.storeUrlEnv === undefined) return fromSettings(environment);
  return withUrl(kind ?? "files", given.storeUrlEnv ?? DEFAULT_URL_VARIABLE, environment);
}

function withUrl(kind: StoreChoice["kind"], variable: string, environment: NodeJS.ProcessEnv): StoreChoice {
  if (kind === "files") return { kind };
  const url = environment[variable];
  if (url) return { kind, url };
  throw new UsageError(
    `The store is ${kind}, and ${variable} is not set; set it to ${FORM}, or name another variable with --store-url-env${HINT}`,
  );
}

function fromEnvironment(value: string | undefined): StoreChoice["kind"] | undefined {
  if (value === undefined || value === "") return undefined;
  const kind = STORE_KINDS.find((one) => one === value);
  if (kind !== undefined) return kind;
  throw new UsageError(
    `AMPD_STORE: there is no store ${JSON.stringify(value)}; choose ${STORE_KINDS.join(" or ")}${HINT}`,
  );
}

/** Whatever else is wrong with the file, the reader of settings says so. */
async function maySpeakOfStore(file: string): Promise<boolean> {
  try {
    return /\bstore\b/.test(await readFile(file, "utf8"));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}

/** YAML is not read to learn that nothing is said about a store: the server starts faster without. */
async function fromSettings(environment: NodeJS.ProcessEnv): Promise<StoreChoice> {
  const file = join(directoriesOf(environment).config, "settings.yaml");
  if (!(await maySpeakOfStore(file))) return { kind: "files" };
  const { values } = await new SettingsService(environment).read("/");
  const { store = "files" } = values;
  const { kind, url } = typeof store === "string" ? { kind: store, url: undefined } : store;
  if (kind === "files" || url === undefined) return withUrl(kind, DEFAULT_URL_VARIABLE, environment);
  const problems: Problem[] = [];
  const expanded = expandText(url, "store.url", { environment, problems });
  const [problem] = problems;
  if (problem !== undefined) throw new UsageError(`${file}: ${problem.path}: ${problem.message}`);
  return { kind, url: expanded };
}
